import { randomInt } from 'node:crypto';
import type { Probe, ServiceDefinition } from '../domain/service-definition.ts';

/** The varied values of one group of runs, by their name in `vary`. */
export type Values = Record<string, number>;

/** True when the answer that a probe expects depends on what upstreams answer. */
export function dependsOnValues(probe: Probe, vary: ServiceDefinition['vary']): boolean {
  const names = Object.keys(vary);
  if (probe.kind === 'command') return names.length > 0;
  const expected = JSON.stringify(probe.expect?.body ?? null);
  return names.some((name) => expected.includes(`"$${name}"`));
}

/** Draws values for each group: no two alike, and none as in production, as far as the range allows. */
export function drawValues(vary: ServiceDefinition['vary'], groups: number): Values[] {
  const drawn: Values[] = Array.from({ length: groups }, () => ({}));
  for (const [name, { production, range }] of Object.entries(vary)) {
    const [low, high] = range;
    const used = new Set([production]);
    for (const values of drawn) {
      // Small ranges may hold fewer values than there are groups.
      for (let tries = 0; tries < 100; tries += 1) {
        values[name] = randomInt(low, high + 1);
        if (!used.has(values[name])) break;
      }
      used.add(values[name] as number);
    }
  }
  return drawn;
}

/** The environment that makes the stand-in of an upstream answer these values. */
export function standInEnvironment(
  vary: ServiceDefinition['vary'],
  upstream: string,
  values: Values,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(vary)
      .filter(([, value]) => value.upstream === upstream)
      .map(([name, value]) => [value.variable, String(values[name])]),
  );
}
