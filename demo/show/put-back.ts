import type { FaultDefinition, HttpProbe } from '../../domain/service-definition.ts';
import { duration } from '../../stack/elapsed.ts';
import { isExpected } from './expected.ts';
import { describe, type Show, VERIFICATION } from './heal-fault.ts';

/** Tries until a fault that fails in nine requests of ten has failed. */
const MOST_TRIES = 30;

export interface PutBack {
  /** From the request to reset until the faulty code takes the traffic, in milliseconds. */
  ms: number;
  problems: string[];
}

/** Resets, waits until the faulty code is live, and shows that each fault fires again. Records no new incident. */
export async function putBack(
  faults: { fault: FaultDefinition; probe: HttpProbe }[],
  { api, service, say }: Show,
): Promise<PutBack> {
  const since = performance.now();
  let reset = await api.reset();
  for (let printed = ''; ; ) {
    if (reset.status !== printed) say(`+${duration(performance.now() - since)}  ${reset.status}`);
    printed = reset.status;
    if (reset.status === 'done' || reset.status === 'failed') break;
    await api.news(2_000);
    reset = await api.resetStatus(reset.reset_id);
  }
  const ms = performance.now() - since;
  if (reset.status === 'failed') return { ms, problems: [`the reset failed: ${reset.error ?? ''}`] };
  say(
    `${reset.deleted} incidents deleted, ${reset.cooldowns_cleared} cooldowns cleared, code ${reset.code_reset.status} (${reset.code_reset.commit?.slice(0, 10) ?? 'no commit'})`,
  );
  const problems: string[] = [];
  if ((await api.incidents()).length > 0) problems.push('there are incidents after the reset');
  for (const { fault, probe } of faults) {
    let answer = await api.send(probe.request, VERIFICATION);
    for (let tries = 1; tries < MOST_TRIES && isExpected(answer, probe, service); tries += 1) {
      answer = await api.send(probe.request, VERIFICATION);
    }
    say(`${describe(probe, answer)}`);
    if (isExpected(answer, probe, service))
      problems.push(`${fault.code} does not fire again after the reset`);
  }
  return { ms, problems };
}
