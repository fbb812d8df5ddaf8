import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type LossyWriter, lossyWriter } from '../../platform/lossy-writer.ts';
import { readJson, writeJson } from './json-file.ts';

export const Run = z.object({
  id: z.string(),
  sha: z.string(),
  /** The release that was live when it began. */
  base: z.string().nullable(),
  /** Oldest first. */
  commits: z.array(z.string()),
  /** The incidents that its commits belong to. */
  incidents: z.array(z.string()),
  /** The traces of its commits; once it has ended, those of its own spans, which its callback continues. */
  traces: z.array(z.string()).default([]),
  status: z.enum(['running', 'success', 'failure', 'interrupted']),
  /** The stage that failed. */
  stage: z.string().nullable(),
  detail: z.string(),
  /** Whose fault a failure is; see `blame.ts`. */
  cause: z.enum(['commit', 'surroundings']).default('commit'),
  durations_ms: z.record(z.string(), z.number()),
  started_at: z.string(),
  finished_at: z.string().nullable(),
  /** Its callback was written down, so that a crash cannot lose it. */
  reported: z.boolean(),
});
export type Run = z.infer<typeof Run>;

/** The history of the pipeline: one JSON and one log file a run, in `<folder>`. */
export interface Runs {
  begin(of: Pick<Run, 'sha' | 'base' | 'commits' | 'incidents' | 'traces'>): Run;
  update(run: Run): void;
  append(id: string, text: string): void;
  get(id: string): Run | null;
  /** Newest first. */
  list(): Run[];
  readLog(id: string): string | null;
  /** Removes all but the newest. */
  keep(count: number): void;
}

/** A build that prints without end must not fill the disk. */
const MAX_LOG_BYTES = 2 * 1024 * 1024;

export function createRuns(folder: string): Runs {
  mkdirSync(folder, { recursive: true });
  const runs = new Map<string, Run>();
  const logs = new Map<string, { size: number; file: LossyWriter }>();
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.json')) continue;
    const run = readJson(join(folder, name), Run);
    if (run) runs.set(run.id, run);
  }
  let last = Math.max(0, ...[...runs.keys()].map((id) => Number.parseInt(id, 10)));

  const logOf = (id: string) => join(folder, `${id}.log`);
  function update(run: Run): void {
    runs.set(run.id, run);
    writeJson(join(folder, `${run.id}.json`), run);
  }

  return {
    begin(of) {
      last += 1;
      const run: Run = {
        ...of,
        id: `${String(last).padStart(6, '0')}-${of.sha.slice(0, 7)}`,
        status: 'running',
        stage: null,
        detail: '',
        cause: 'commit',
        durations_ms: {},
        started_at: new Date().toISOString(),
        finished_at: null,
        reported: false,
      };
      // Written first: a run that a full disk refuses has not begun.
      writeJson(join(folder, `${run.id}.json`), run);
      runs.set(run.id, run);
      return run;
    },
    update,
    append(id, text) {
      const log = logs.get(id) ?? { size: 0, file: lossyWriter((part) => appendFileSync(logOf(id), part)) };
      logs.set(id, log);
      if (log.size > MAX_LOG_BYTES) return;
      log.size += Buffer.byteLength(text);
      log.file.write(log.size > MAX_LOG_BYTES ? '\n[the rest is left out]\n' : text);
    },
    get: (id) => runs.get(id) ?? null,
    list: () => [...runs.values()].reverse(),
    readLog(id) {
      if (!runs.has(id)) return null;
      try {
        return readFileSync(logOf(id), 'utf8');
      } catch {
        return '';
      }
    },
    keep(count) {
      for (const id of [...runs.keys()].slice(0, Math.max(0, runs.size - count))) {
        runs.delete(id);
        logs.delete(id);
        for (const end of ['json', 'log']) rmSync(join(folder, `${id}.${end}`), { force: true });
      }
    },
  };
}
