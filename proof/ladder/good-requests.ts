import { isDeepStrictEqual } from 'node:util';
import { recordedProbe } from '../../domain/discovered-fault.ts';
import type { GoodAnswer } from '../../domain/ports/prover.ts';
import type { Recording } from '../../domain/recording.ts';
import { timeLimit } from '../../platform/deadline.ts';
import { askProbe } from '../probe-http.ts';
import { fillDeep } from '../replay/fill-environment.ts';
import { recordedTime } from '../replay/recorded-time.ts';
import { openStage } from '../stage.ts';
import { startService } from '../start-service.ts';
import type { Base, Job } from '../tools.ts';
import type { Worktree } from '../worktree.ts';

/** Good requests that are replayed: each costs a start of the service. */
const MOST = 3;
/** How long one may take, in milliseconds. */
const ANSWER_MS = 10_000;

type Answer = GoodAnswer['first'];

/**
 * What the unchanged service answers to recorded good requests, asked twice: what differs between the two is noise. A request
 * that it does not answer well says nothing, and is left out.
 */
export async function goodAnswers(job: Job, base: Base): Promise<GoodAnswer[]> {
  const found: GoodAnswer[] = [];
  for (const recording of (job.subject.good ?? []).slice(0, MOST)) {
    const first = await answerTo(job, base, base, recording);
    if (!first || first.status >= 500) continue;
    const second = await answerTo(job, base, base, recording);
    if (second) found.push({ key: recording.key, first, second });
  }
  return found;
}

/** How a changed service answers those requests in another way, each a sentence; empty: alike. */
export async function answeredDifferently(
  job: Job,
  { base, worktree, known }: { base: Base; worktree: Worktree; known: GoodAnswer[] },
): Promise<string[]> {
  const found: string[] = [];
  for (const { key, first, second } of known) {
    const recording = job.subject.good?.find((one) => one.key === key);
    if (!recording?.request) continue;
    const answer = await answerTo(job, base, worktree, recording);
    const what = `the good request ${recording.request.method} ${recording.request.path}`;
    if (!answer) found.push(`${what} is not answered any more`);
    else if (first.status === second.status && answer.status !== first.status) {
      found.push(`${what} is answered with ${answer.status}, before with ${first.status}`);
    } else {
      const place = differs(first.body, second.body, answer.body, 'the body');
      if (place) found.push(`${what} is answered differently at ${place}`);
    }
  }
  return found;
}

/** Where a value differs from two earlier ones that agree there; null: nowhere. */
export function differs(first: unknown, second: unknown, now: unknown, place: string): string | null {
  if (isDeepStrictEqual(first, now) || isDeepStrictEqual(second, now)) return null;
  if (!isObject(first) || !isObject(second) || !isObject(now)) {
    return isDeepStrictEqual(first, second) ? place : null;
  }
  if (Array.isArray(first) && Array.isArray(second) && Array.isArray(now)) {
    if (first.length === second.length && now.length !== first.length) return `${place}, its length`;
  }
  for (const name of new Set([...Object.keys(first), ...Object.keys(now)])) {
    const found = differs(first[name], second[name], now[name], `${place}.${name}`);
    if (found) return found;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Null: no answer in time. */
async function answerTo(
  job: Job,
  base: Base,
  worktree: Worktree,
  recording: Recording,
): Promise<Answer | null> {
  const { request } = recording;
  if (!request) return null;
  const { signal } = job;
  const at = recordedTime(recording);
  const stage = await openStage(job, { base, groups: 1, recording, at, eager: () => false });
  try {
    const [group] = stage.groups;
    if (!group) return null;
    const service = await startService(job, { worktree, stage, group, timeMs: ANSWER_MS * 2, signal });
    try {
      const probe = recordedProbe(null, fillDeep(request, service.variables));
      const until = AbortSignal.any([signal, timeLimit(ANSWER_MS)]);
      return await askProbe(probe, service, { marked: false, signal: until });
    } catch {
      signal.throwIfAborted();
      return null;
    } finally {
      await service.stop();
    }
  } finally {
    await stage.close();
  }
}
