import type { ProbeRequest } from '../../domain/evidence.ts';
import type { TimelineEntry } from '../../domain/incident.ts';
import type { Repository } from '../../domain/service.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';
import type { OccurrenceHistory } from '../../store/page/page-store.ts';
import type { AttemptRecord, Conversation, IncidentDetail } from '../../store/store.ts';
import { type CurrentState, findFault } from './read-state.ts';
import { type Returned, returnedOf } from './returned.ts';

/** All that the page of an incident shows, read once. */
export interface Story extends IncidentDetail {
  state: CurrentState;
  conversations: Conversation[];
  /** Null when the service no longer declares it. */
  fault: FaultDefinition | null;
  history: OccurrenceHistory | null;
  /** Rows of the present heal run, from `detected` on. */
  run: TimelineEntry[];
  healRun: number;
  /** The row that says how it came into its present phase. */
  last: TimelineEntry;
  /** The failing request; null where it is a command. */
  request: ProbeRequest | null;
  /** The round that was pushed, else the newest. */
  current: AttemptRecord | null;
  /** The commit of the fix; null before the push. */
  commit: string | null;
  /** Why this run began, where the failure returned on a release with the fix. */
  returned: Returned | null;
  /** Where the service's source lives; undefined when the service is not attached. */
  repository: Repository | undefined;
  /** The pipeline's run for that commit. */
  runUrl: string | null;
}

export function tellStory(
  detail: IncidentDetail,
  state: CurrentState,
  history: OccurrenceHistory | null,
  conversations: Conversation[],
): Story {
  const { incident, timeline, attempts, analysis } = detail;
  const fault = findFault(state.services, incident.service, incident.error_code);
  const begin = timeline.findLastIndex(({ to_phase }) => to_phase === 'detected');
  const run = timeline.slice(Math.max(0, begin));
  const healRun = timeline.filter(({ to_phase }) => to_phase === 'detected').length;
  const own = attempts.filter((attempt) => attempt.healRun === healRun);
  const current = own.findLast(({ commit }) => commit !== null) ?? own.at(-1) ?? null;
  const commit = textOf(incident.remediation?.parameters.commit);
  const probe = fault?.probe.kind === 'http' ? fault.probe.request : null;
  return {
    ...detail,
    state,
    fault,
    history,
    conversations,
    run,
    healRun,
    last: (timeline.findLast(({ kind }) => kind === 'phase') ?? timeline.at(-1)) as TimelineEntry,
    request: analysis?.evidence.request ?? probe,
    current,
    commit,
    returned: returnedOf(timeline),
    repository: state.services.find(({ name }) => name === incident.service)?.repository,
    runUrl: commit && runUrlOf(run, state, commit),
  };
}

function runUrlOf(run: TimelineEntry[], { rollout }: CurrentState, commit: string): string | null {
  const reported = run.findLast(({ data }) => typeof data.run_url === 'string')?.data.run_url;
  const seen = [rollout.pending, rollout.last].find((each) => each?.commit === commit)?.runUrl;
  return webAddress(reported) ?? webAddress(seen);
}

/** An address that a browser may open, else null; what the delivery reports is data. */
export function webAddress(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Whether the branch does not contain the fix any more. */
export function isLost({ incident, state }: Story): boolean {
  return state.lost.some(({ id }) => id === incident.id);
}
