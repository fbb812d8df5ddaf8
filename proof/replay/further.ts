import { recordedProbe } from '../../domain/discovered-fault.ts';
import type { Recording } from '../../domain/recording.ts';
import { failuresOf } from '../failures.ts';
import { printedErrors } from '../stack-frames.ts';
import { openStage } from '../stage.ts';
import { StartFailure, startService } from '../start-service.ts';
import type { Base, Job } from '../tools.ts';
import type { Worktree } from '../worktree.ts';
import { recordedTime } from './recorded-time.ts';
import { runRecorded } from './run-recorded.ts';
import { isSameFailure } from './same-failure.ts';

/** How long a service lives at most for one recording, in milliseconds. */
const LIFE_MS = 120_000;

/**
 * Replays another recording of the same failure, in surroundings of its own.
 * @returns how it fails in the way that was recorded, a sentence; null: it does not, or in another way
 */
export async function failsAsRecorded(
  job: Job,
  { base, worktree }: { base: Base; worktree: Worktree },
  recording: Recording,
): Promise<string | null> {
  const { signal } = job;
  const { request } = recording;
  if (!request) return null;
  const at = recordedTime(recording);
  const stage = await openStage(job, { base, groups: 1, recording, at, eager: () => true });
  try {
    const [group] = stage.groups;
    if (!group) return null;
    const service = await startService(job, { worktree, stage, group, timeMs: LIFE_MS, signal });
    try {
      const probe = recordedProbe(recording, request);
      const witness = stage.database?.witness;
      const run = { probe, recording, service, group: 0, marked: false, witness, signal };
      const result = await runRecorded(run);
      const output = service.run.output();
      const [failure] = failuresOf([result], {
        outputs: [output],
        sightings: witness?.sightings() ?? [],
        folder: worktree.folder,
        allowedFiles: job.subject.fault.allowedFiles,
      });
      const isSame = failure && isSameFailure(recording, failure, printedErrors(output, worktree.folder));
      return isSame ? result.message : null;
    } finally {
      await service.stop();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StartFailure)) throw error;
    return null;
  } finally {
    await stage.close();
  }
}

/** Those of the further recordings that fail on the unchanged service as they were recorded, by their keys. */
export async function furtherFailures(job: Job, base: Base): Promise<string[]> {
  const found: string[] = [];
  for (const recording of job.subject.further ?? []) {
    if ((await failsAsRecorded(job, { base, worktree: base }, recording)) !== null) found.push(recording.key);
  }
  return found;
}
