import { availableParallelism } from 'node:os';
import { recordedProbe } from '../../domain/discovered-fault.ts';
import type { Recording } from '../../domain/recording.ts';
import { openStage } from '../stage.ts';
import { StartFailure, startService } from '../start-service.ts';
import type { Base, BaseJob } from '../tools.ts';
import { recordedTime } from './recorded-time.ts';
import { runRecorded } from './run-recorded.ts';

/** How long a service lives at most for its requests, in milliseconds. */
const LIFE_MS = 120_000;
/** Requests that one start of the service answers, at most, so that its life is long enough. */
const MOST_TOGETHER = 25;

export interface ReplayPlan {
  recordings: Recording[];
  /** Called with each replay as it ends, and its place in the list. */
  ended(index: number, replay: Replay): void;
}

/** What a replayed recording showed. */
export interface Replay {
  /** Why its failure is back, a sentence; null: it is not. */
  back: string | null;
  /** Why it could not be replayed, a sentence; null: it was. */
  missed: string | null;
  durationMs: number;
}

/**
 * Replays recordings of failures on an unchanged commit, each with what it had met. Those that met nothing share one start of the
 * service, until a failure shows: what it leaves may spoil the next.
 */
export async function replayAll(job: BaseJob, { recordings, ended }: ReplayPlan): Promise<Replay[]> {
  const base = await job.bases.take(job.subject);
  const replays: Replay[] = [];
  const end = (index: number, replay: Replay) => {
    replays[index] = replay;
    ended(index, replay);
  };
  try {
    await base.template;
    const waiting = batches(recordings);
    const work = async () => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
        const done = await replayBatch(
          job,
          base,
          batch.map((index) => [index, recordings[index] as Recording]),
          end,
        );
        if (done < batch.length) waiting.push(batch.slice(done));
      }
    };
    await Promise.all(Array.from({ length: Math.min(4, availableParallelism() + 1) }, work));
    return replays;
  } finally {
    base.release();
  }
}

/** The places of recordings that one start of the service may answer. */
function batches(recordings: Recording[]): number[][] {
  const alone: number[][] = [];
  const together: number[] = [];
  for (const [index, { steps, before, kind }] of recordings.entries()) {
    if (steps.length === 0 && before.length === 0 && kind === 'error') together.push(index);
    else alone.push([index]);
  }
  const shared: number[][] = [];
  while (together.length > 0) shared.push(together.splice(0, MOST_TOGETHER));
  return [...shared, ...alone];
}

/** @returns how many were replayed */
async function replayBatch(
  job: BaseJob,
  base: Base,
  batch: [number, Recording][],
  end: (index: number, replay: Replay) => void,
): Promise<number> {
  const { signal } = job;
  const recording = batch.length === 1 ? (batch[0]?.[1] ?? null) : null;
  let began = performance.now();
  const took = () => performance.now() - began;
  const at = recordedTime(batch[0]?.[1]);
  const stage = await openStage(job, { base, groups: 1, recording, at, eager: () => false });
  try {
    const [group] = stage.groups;
    if (!group) throw new Error('A stage without a group was opened.');
    const service = await startService(job, { worktree: base, stage, group, timeMs: LIFE_MS, signal });
    try {
      for (const [done, [index, each]] of batch.entries()) {
        if (!each.request) {
          end(index, { back: null, missed: 'it holds no request', durationMs: took() });
          continue;
        }
        const probe = recordedProbe(each, each.request);
        const result = await runRecorded({
          probe,
          recording: each,
          service,
          group: 0,
          marked: false,
          signal,
        });
        const back = result.passed ? null : result.message;
        end(index, { back, missed: null, durationMs: took() });
        if (back !== null) return done + 1;
        began = performance.now();
      }
    } finally {
      await service.stop();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StartFailure)) throw error;
    for (const [index] of batch) end(index, { back: null, missed: error.message, durationMs: took() });
  } finally {
    await stage.close();
  }
  return batch.length;
}
