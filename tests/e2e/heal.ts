import { expect } from 'vitest';
import type { Detail } from '../../demo/show/api.ts';
import { productionValues, unmet } from '../../domain/expectation.ts';
import type { Incident } from '../../domain/incident.ts';
import { isTerminal, Phase } from '../../domain/phases.ts';
import type { FaultDefinition, HttpProbe } from '../../domain/service-definition.ts';
import { demonstration } from '../support/demonstration.ts';
import type { TestStack } from './stack.ts';

const { definition } = demonstration();
const values = productionValues(definition);

export interface ProbedFault {
  fault: FaultDefinition;
  probe: HttpProbe;
}

export const faults: ProbedFault[] = definition.faults.flatMap((fault) =>
  fault.probe.kind === 'http' ? [{ fault, probe: fault.probe }] : [],
);

/** The one that fails at once and each time. */
export const quickest = faults[0] as ProbedFault;

/** Sends the request until it fails, and finds the incident that it opened or joined. */
export async function trigger({ api }: TestStack, { fault, probe }: ProbedFault): Promise<Incident> {
  let failed = false;
  for (let tries = 0; tries < 60 && !failed; tries += 1) {
    failed = unmet(probe.expect, await api.send(probe.request), values) !== null;
  }
  expect(failed, `${fault.code} fails`).toBe(true);
  for (;;) {
    const incident = (await api.incidents()).find(
      ({ error_code, phase }) => error_code === fault.code && !isTerminal(phase),
    );
    if (incident) return incident;
    await api.news(500);
  }
}

/** Waits until `wanted` holds for an incident; the app may be away meanwhile. */
export async function until(
  { api }: TestStack,
  incidentId: string,
  wanted: (detail: Detail) => boolean,
): Promise<Detail> {
  for (;;) {
    const detail = await api.incident(incidentId).catch(() => null);
    if (detail && wanted(detail)) return detail;
    await api.news(1_000);
  }
}

export const ended = (detail: Detail) => isTerminal(detail.incident.phase);

/** In this phase or a later one. */
export function reached(phase: Phase): (detail: Detail) => boolean {
  const order = Phase.options;
  return ({ incident }) => order.indexOf(incident.phase) >= order.indexOf(phase);
}

/** How the service answers now; records nothing. */
export async function works({ api }: TestStack, { fault, probe }: ProbedFault): Promise<boolean> {
  for (let tries = 0; tries < fault.policy.verificationRuns; tries += 1) {
    const answer = await api.send(probe.request, { 'X-Fault-Verification': '1' });
    if (unmet(probe.expect, answer, values) === null) return true;
  }
  return false;
}

/** Asks for a reset and waits for its end. */
export async function reset({ api }: TestStack): Promise<void> {
  let answer = await api.reset();
  while (answer.status !== 'done') {
    expect(answer.status, answer.error ?? '').not.toBe('failed');
    await api.news(1_000);
    answer = await api.resetStatus(answer.reset_id).catch(() => answer);
  }
}

/** Stops all healing until it is asked for again, or asks for it again. */
export async function setHealing({ api }: TestStack, to: 'pause-healing' | 'revive-healing'): Promise<void> {
  const path = `/developer/incidents/${to}`;
  const answer = await api.send({ method: 'POST', path, headers: {}, body: { reason: 'a test' } });
  expect(answer.status).toBe(200);
}
