import { join } from 'node:path';
import { z } from 'zod';
import { createJsonFile } from './json-file.ts';

/**
 * What became of a commit. `tried`: a run of it failed, and older commits may be to blame. `held`: it is good by
 * itself but stands on a commit that failed; it goes live with the next head that runs. `success` and
 * `failure` are final.
 */
export const Verdict = z.object({
  status: z.enum(['success', 'failure', 'held', 'tried']),
  run: z.string().nullable(),
  detail: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;

export interface Verdicts {
  get(sha: string): Verdict | null;
  /** All at once, so that a crash leaves none out. */
  set(verdicts: Record<string, Verdict>): void;
  forget(sha: string): void;
}

/** Commits whose verdict is remembered; older ones are answered from the branch's history. */
const REMEMBERED = 2_000;

export function createVerdicts(folder: string): Verdicts {
  const file = createJsonFile(join(folder, 'verdicts.json'), z.record(z.string(), Verdict), {});
  return {
    get: (sha) => file.get()[sha] ?? null,
    set(verdicts) {
      const kept = Object.entries(file.get()).filter(([sha]) => !(sha in verdicts));
      file.set(Object.fromEntries([...kept, ...Object.entries(verdicts)].slice(-REMEMBERED)));
    },
    forget(sha) {
      const { [sha]: _, ...others } = file.get();
      file.set(others);
    },
  };
}
