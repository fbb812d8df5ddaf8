import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import type { Recording } from '../../domain/recording.ts';
import type { Local } from './open-local.ts';
import { readRecordings } from './read-recording.ts';

/** A recording that was replayed. */
export interface ReplayedFile {
  file: string;
  /** Of its request. */
  title: string;
  /** Why its failure is back; null: it is not. */
  back: string | null;
  /** Why it could not be replayed; null: it was. */
  missed: string | null;
  ms: number;
}

export interface ReplayReport {
  service: string;
  commit: string;
  /** Every recording was replayed, and no failure is back. */
  ok: boolean;
  replayed: ReplayedFile[];
  ms: number;
}

/**
 * Replays the recordings in a folder on a commit of the user's repository.
 * @throws SutureError `usage` where there is none, or a file is no recording; `base_not_buildable`, `install_failed`
 */
export async function replayLocal(
  local: Local,
  folder: string,
  follower: (replayed: ReplayedFile) => void,
  signal: AbortSignal,
): Promise<ReplayReport> {
  const began = performance.now();
  const read = readFolder(folder);
  const found = local.readService();
  const { commit } = local.repository;
  const prover = await local.openProver(found);
  const replayed: ReplayedFile[] = [];
  await prover.replay(
    { service: found.service, commit },
    {
      recordings: read.map(({ recording }) => recording),
      ended(index, { back, missed, durationMs }) {
        const { file, recording } = read[index] as (typeof read)[number];
        const title = recording.request
          ? `${recording.request.method} ${recording.request.path}`
          : recording.route;
        replayed[index] = { file, title, back, missed, ms: Math.round(durationMs) };
        follower(replayed[index]);
      },
    },
    { signal, heartbeat: () => {} },
  );
  const ok = replayed.every(({ back, missed }) => back === null && missed === null);
  return {
    service: found.service.name,
    commit,
    ok,
    replayed,
    ms: Math.round(performance.now() - began),
  };
}

function readFolder(folder: string): { file: string; recording: Recording }[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  if (names.length === 0) {
    throw new SutureError(
      'usage',
      `${folder} holds no recording. Write those of healed faults: suture recording export`,
    );
  }
  return names
    .sort()
    .flatMap((file) => readRecordings(join(folder, file)).map((recording) => ({ file, recording })));
}
