import type { Expectation, Probe } from '../definition/fault.ts';

/** Successes that have no body. */
const WITHOUT_BODY = [204, 205];

/** What somebody declares of an answer; null: nothing, or it is a command. */
interface Declared {
  /** By which a person knows it: a code, a request. */
  name: string;
  expect: Expectation | null;
}

/**
 * Says which probes know little: they declare a success and no body, so a fix that answers something empty meets them as well.
 * @param add what to add, such as `expect.body`
 * @returns one sentence for all of them, or none
 */
export function looseProbes(declared: readonly Declared[], add: string): string[] {
  const loose = declared.filter(({ expect }) => expect !== null && isLoose(expect)).map(({ name }) => name);
  if (loose.length === 0) return [];
  const [declare, it] = loose.length === 1 ? ['declares', 'it'] : ['declare', 'them'];
  return [
    `${loose.join(', ')} ${declare} a status and no body, so a fix that answers something empty meets ${it} as well. Add ${add}.`,
  ];
}

/** What a probe declares. */
export function declaredBy(name: string, probe: Probe): Declared {
  return { name, expect: probe.kind === 'command' ? null : probe.expect };
}

function isLoose({ status, body }: Expectation): boolean {
  return status >= 200 && status < 300 && !WITHOUT_BODY.includes(status) && body === undefined;
}
