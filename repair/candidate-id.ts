import { createHash } from 'node:crypto';
import type { FileVersion } from '../domain/fix.ts';

/** The same change has the same id, independent of its provider and the order of its files. */
export function candidateId(edits: readonly FileVersion[]): string {
  const hash = createHash('sha256');
  for (const edit of edits.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(JSON.stringify([edit.path, edit.content]));
  }
  return hash.digest('hex');
}
