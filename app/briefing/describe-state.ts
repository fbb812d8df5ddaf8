import type { Rollout, SystemState } from '../../store/page/page-store.ts';
import { type CurrentState, findFault } from './read-state.ts';
import type { Tone } from './tone.ts';
import { duration, plural, short, shortClock, visible } from './words.ts';

/** One of the three things that are always in view. */
export interface Standing {
  tone: Tone;
  /** One or two words. */
  word: string;
  /** The rest of the sentence. */
  detail: string;
  /** For a time that ticks after the detail. */
  since?: string;
  link?: { href: string; text: string };
}

export interface Standings {
  healing: Standing;
  worker: Standing;
  deploy: Standing;
}

/** A worker beats every 5 s; after three missing beats it counts as gone. */
const SILENT_MS = 16_000;

const RESET_STEPS: Record<string, string> = {
  requested: 'cancelling the running heals',
  heals_cancelled: 'deleting incidents and cooldowns',
  cleared: 'pushing the faulty baselines',
  code_pushed: 'waiting for their rollout',
  live: 'about to revive healing',
};

/** The state of healing, the worker and the deploy, in words. */
export function describeState(state: CurrentState): Standings {
  return { healing: healingOf(state), worker: workerOf(state), deploy: deployOf(state) };
}

/** Faults in cooldown, and until when; the first to end comes first. */
export function cooldowns({
  outcomes,
  services,
  now,
}: CurrentState): { service: string; faultCode: string; until: string }[] {
  return outcomes
    .flatMap(({ service, faultCode, outcome, at }) => {
      if (outcome !== 'resolved') return [];
      const fault = findFault(services, service, faultCode);
      if (!fault) return [];
      const until = new Date(Date.parse(at) + fault.policy.cooldownSeconds * 1_000).toISOString();
      return until > now ? [{ service, faultCode, until }] : [];
    })
    .sort((one, other) => one.until.localeCompare(other.until));
}

/** Faults whose newest heal ended without a fix, and that have no open incident. */
export function unhealed({ outcomes, open }: SystemState): SystemState['outcomes'] {
  return outcomes.filter(
    ({ service, faultCode, outcome }) =>
      outcome !== 'resolved' &&
      !open.some((incident) => incident.service === service && incident.faultCode === faultCode),
  );
}

function healingOf(state: CurrentState): Standing {
  const { healing, reset, open, now } = state;
  if (reset && reset.finishedAt === null) {
    return {
      tone: 'wait',
      word: 'Resetting',
      detail: `${reset.id}: ${RESET_STEPS[reset.step] ?? reset.step}, for`,
      since: reset.requestedAt,
    };
  }
  if (healing.paused) {
    const reason = healing.reason ? `${visible(healing.reason)}; heals wait, for` : 'Heals wait, for';
    return { tone: 'wait', word: 'Paused', detail: reason, since: healing.changedAt };
  }
  const cooling = cooldowns(state);
  const waits = cooling.find(({ service, faultCode }) =>
    open.some(
      (incident) =>
        incident.service === service && incident.faultCode === faultCode && incident.phase === 'cooling_down',
    ),
  );
  if (waits) {
    const detail = `${waits.faultCode} was healed lately; its heal continues at ${shortClock(waits.until, now)}`;
    return { tone: 'wait', word: 'Cooling down', detail };
  }
  const [next] = cooling;
  const underWay = open.length > 0 ? `${plural(open.length, 'heal')} in progress` : 'no incident is open';
  const left = next ? `; ${next.faultCode} cools down until ${shortClock(next.until, now)}` : '';
  return { tone: 'good', word: 'Active', detail: `${underWay}${left}` };
}

function workerOf({ workers }: SystemState): Standing {
  const alive = workers.filter(({ silentMs }) => silentMs < SILENT_MS);
  const [newest] = workers;
  if (!newest) {
    return {
      tone: 'bad',
      word: 'No worker',
      detail: 'No worker has reported yet; heals wait until one starts',
    };
  }
  if (alive.length === 0) {
    const detail = 'Heals wait until a worker starts; the last one was seen before';
    return { tone: 'bad', word: 'No worker', detail, since: newest.seenAt };
  }
  const trouble = alive.every(({ problem }) => problem !== null) ? alive[0]?.problem : null;
  if (trouble) return { tone: 'bad', word: 'Temporal does not answer', detail: visible(trouble) };
  const pollers = Math.max(...alive.map((each) => each.pollers ?? 0));
  if (pollers === 0) {
    return {
      tone: 'wait',
      word: 'Starting',
      detail: `${plural(alive.length, 'worker')} started, not polling yet`,
    };
  }
  return { tone: 'good', word: 'Polling', detail: `${plural(alive.length, 'worker')} at work` };
}

function deployOf({ rollout: { pending, last }, services, now }: CurrentState): Standing {
  const named = ({ service, commit }: Rollout) =>
    services.length > 1 ? `${service} ${short(commit)}` : short(commit);
  const run = (url: string | undefined) =>
    url && /^https?:\/\//.test(url) ? { link: { href: url, text: 'pipeline run' } } : {};
  if (pending) {
    const detail = `${named(pending)}, for`;
    return { tone: 'busy', word: 'Rolling out', detail, since: pending.beganAt, ...run(pending.runUrl) };
  }
  if (!last?.endedAt) return { tone: 'quiet', word: 'Idle', detail: 'no rollout yet' };
  const took = duration(Date.parse(last.endedAt) - Date.parse(last.beganAt));
  const at = shortClock(last.endedAt, now);
  if (last.status === 'failure') {
    const detail = `${named(last)} at ${at}${last.detail ? `: ${visible(last.detail)}` : ''}`;
    return { tone: 'bad', word: 'Last rollout failed', detail, ...run(last.runUrl) };
  }
  return {
    tone: 'good',
    word: 'Idle',
    detail: `${named(last)} live since ${at}, took ${took}`,
    ...run(last.runUrl),
  };
}
