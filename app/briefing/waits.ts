import type { Wait } from '../../domain/wait.ts';
import { cooldowns } from './describe-state.ts';
import type { CurrentState } from './read-state.ts';
import { webAddress } from './story.ts';
import { short, shortClock, visible } from './words.ts';

/** What a heal waits for, for whom, and since when. */
export interface ShownWait {
  incidentId: string;
  kind: Wait['kind'];
  /** Who or what: `a person`, `the code host`. */
  on: string;
  /** A sentence. */
  what: string;
  since: string;
  until: string | null;
  /** Where it continues, for a person. */
  url: string | null;
}

/** Everything that heals wait for now: people first, then what has waited longest. */
export function waitsOf(state: CurrentState): ShownWait[] {
  const noted = state.waits.map(
    (wait): ShownWait => ({
      incidentId: wait.incidentId,
      kind: wait.kind,
      on: wait.on,
      what: visible(wait.reason),
      since: wait.since,
      until: wait.until !== null && wait.until > state.now ? wait.until : null,
      url: webAddress(wait.url),
    }),
  );
  return [...noted, ...state.open.flatMap((incident) => phaseWait(state, incident))].sort(
    (one, other) => rank(one) - rank(other) || one.since.localeCompare(other.since),
  );
}

/** Waits of one incident that a step has noted; a wait for a person first. */
export function notedWait({ waits }: Pick<CurrentState, 'waits'>, incidentId: string): Wait | null {
  const own = waits.filter((wait) => wait.incidentId === incidentId);
  return own.find(({ kind }) => kind === 'person') ?? own.at(-1) ?? null;
}

/** When a wait ends, where that is known: ` Continues at 14:05:09 UTC.` */
export function untilText({ until }: Pick<Wait, 'until'>, now: string): string {
  return until !== null && until > now
    ? ` Continues at ${shortClock(until, now)} UTC.`
    : ' Retries until it succeeds.';
}

const rank = ({ kind }: ShownWait) => (kind === 'person' ? 0 : 1);

/** What a phase waits for by itself. */
function phaseWait(state: CurrentState, incident: CurrentState['open'][number]): ShownWait[] {
  const { id: incidentId, service, faultCode, phase, since } = incident;
  const none = { incidentId, since, until: null, url: null };
  if (phase === 'awaiting_approval') {
    return [{ ...none, kind: 'person', on: 'a person', what: 'Approve or reject the proven fix.' }];
  }
  if ((phase === 'detected' || phase === 'cooling_down') && state.healing.paused) {
    const since = state.healing.changedAt;
    return [{ ...none, kind: 'person', on: 'a person', what: 'Healing is paused; revive it.', since }];
  }
  if (phase === 'cooling_down') {
    const until =
      cooldowns(state).find((each) => each.service === service && each.faultCode === faultCode)?.until ??
      null;
    const what = 'The fault was healed lately; its heal continues after the cooldown.';
    return [{ ...none, kind: 'limit', on: 'its cooldown', what, until }];
  }
  if (phase === 'deploying') {
    const { pending } = state.rollout;
    const commit = pending?.service === service ? ` of ${short(pending.commit)}` : '';
    const url = pending?.service === service ? webAddress(pending.runUrl) : null;
    return [
      { ...none, kind: 'queue', on: 'the delivery', what: `The rollout${commit} is in progress.`, url },
    ];
  }
  return [];
}
