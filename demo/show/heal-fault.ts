import { oneLine } from '../../cli/plain-text.ts';
import { SutureError } from '../../domain/errors.ts';
import type { Incident } from '../../domain/incident.ts';
import { isTerminal } from '../../domain/phases.ts';
import type { FaultDefinition, HttpProbe, ServiceDefinition } from '../../domain/service-definition.ts';
import { duration } from '../../stack/elapsed.ts';
import type { Answer, Api, Detail } from './api.ts';
import { isExpected } from './expected.ts';
import type { Progress } from './progress.ts';
import { type Stages, stageOf, stagesOf } from './stages.ts';

/** A fault that fails in one request of ten fails within this many, but for one time in 500. */
const MOST_TRIGGERS = 60;

export interface Healed {
  code: string;
  incidentId: string;
  commit: string | null;
  /** Null when it did not pass all stages. */
  stages: Stages | null;
  /** Why the fault is not healed; null when it is. */
  problem: string | null;
}

export interface Show extends Progress {
  api: Api;
  service: ServiceDefinition;
}

/** Triggers a fault, follows its heal, and sends the request once more. */
export async function healFault(fault: FaultDefinition, probe: HttpProbe, show: Show): Promise<Healed> {
  const { service, say } = show;
  const failed = await failOnce(probe, show);
  say(`${describe(probe, failed)}`);
  const incident = await findIncident(fault, show);
  say(`recorded as ${incident.id}, severity ${incident.severity}`);
  const detail = await follow(incident.id, failed.sentAt, show);
  const commit = detail.incident.remediation?.parameters.commit;
  const healed: Healed = {
    code: fault.code,
    incidentId: incident.id,
    commit: typeof commit === 'string' ? commit : null,
    stages: stagesOf(detail.timeline, failed.sentAt),
    problem: null,
  };
  if (detail.incident.phase !== 'resolved') {
    const why = detail.timeline.at(-1)?.message ?? '';
    return { ...healed, problem: `${incident.id} ended ${detail.incident.phase}: ${why}` };
  }
  const again = await succeedOnce(probe, fault, show);
  say(`${describe(probe, again)}`);
  if (isExpected(again, probe, service)) return healed;
  return { ...healed, problem: `after the heal the request still answers ${again.status}` };
}

/** Sends the request until it fails; some faults fail at random. */
async function failOnce(probe: HttpProbe, { api, service }: Show): Promise<Answer> {
  for (let tries = 0; tries < MOST_TRIGGERS; tries += 1) {
    const answer = await api.send(probe.request);
    if (answer.status === 404) {
      throw new SutureError(
        'fault_absent',
        `${probe.request.path} answers 404. Set ENABLE_FAULT_INJECTION=true for the demonstration.`,
      );
    }
    if (!isExpected(answer, probe, service)) return answer;
  }
  throw new SutureError('fault_absent', `${probe.request.path} did not fail in ${MOST_TRIGGERS} requests.`);
}

/** A healed fault may still fail at the rate that its assurance allows, so a failure is tried again. */
async function succeedOnce(
  probe: HttpProbe,
  fault: FaultDefinition,
  { api, service }: Show,
): Promise<Answer> {
  let answer = await api.send(probe.request, VERIFICATION);
  for (
    let tries = 1;
    tries < fault.policy.verificationRuns && !isExpected(answer, probe, service);
    tries += 1
  ) {
    answer = await api.send(probe.request, VERIFICATION);
  }
  return answer;
}

/** Runs the same code and records nothing. */
export const VERIFICATION = { 'X-Fault-Verification': '1' };

async function findIncident(fault: FaultDefinition, { api }: Show): Promise<Incident> {
  for (let tries = 0; tries < 60; tries += 1) {
    const open = (await api.incidents()).find(
      (incident) => incident.error_code === fault.code && !isTerminal(incident.phase),
    );
    if (open) return open;
    await api.news(500);
  }
  throw new SutureError('not_recorded', `${fault.code} failed, but no incident of it is open.`);
}

/** Prints each new row of the timeline until the incident has ended. */
async function follow(incidentId: string, sentAt: number, { api, say, reached }: Show): Promise<Detail> {
  let since = sentAt;
  for (let printed = 0; ; ) {
    const detail = await api.incident(incidentId);
    for (const row of detail.timeline.filter((entry) => entry.seq > printed)) {
      const when = `+${duration(Date.parse(row.at) - sentAt)}`.padStart(9);
      if (row.to_phase) say(`${when}  ${row.to_phase.padEnd(12)} ${oneLine(row.message)}`);
      printed = row.seq;
      const stage = stageOf(row);
      if (!stage) continue;
      reached(stage, Math.max(0, Date.parse(row.at) - since));
      since = Date.parse(row.at);
    }
    if (isTerminal(detail.incident.phase)) return detail;
    await api.news(2_000);
  }
}

export function describe(probe: HttpProbe, answer: Answer): string {
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  const short = oneLine(body.length > 90 ? `${body.slice(0, 89)}…` : body);
  return `${probe.request.method} ${probe.request.path}  ->  ${answer.status}  ${short}  (${duration(answer.ms)})`;
}
