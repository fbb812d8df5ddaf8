import type { Candidate, FileVersion } from '../domain/fix.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import { unifiedDiff } from '../platform/unified-diff.ts';

export interface MergedReview {
  /** What came onto the branch. */
  commit: string;
  /** What the review's own branch had at its end; null where the host does not say. */
  head: string | null;
}

/** A fix as a person changed it before the merge, and its diff against the commit under repair. */
export interface MergedChange {
  candidate: Candidate;
  diff: string;
}

/**
 * What a person made of a proven fix before merging it: the merged text of the files that the fix and the fault name.
 * Commits of others that reached the branch meanwhile are no change of the fix.
 * @param before the commit under repair
 * @returns null for a fix that was merged as it was proven
 */
export async function readMergedChange(
  codeHost: CodeHost,
  { commit, head }: MergedReview,
  candidate: Candidate,
  before: string,
  allowed: readonly string[],
): Promise<MergedChange | null> {
  if (head === null) return null;
  const paths = [...new Set([...candidate.edits.map(({ path }) => path), ...allowed])];
  const [original, reviewed] = await Promise.all([
    codeHost.readFiles(before, paths),
    codeHost.readFiles(head, paths),
  ]);
  const proposed = {
    ...original,
    ...Object.fromEntries(candidate.edits.map((edit) => [edit.path, edit.content])),
  };
  if (paths.every((path) => reviewed[path] === proposed[path])) return null;
  const merged = await codeHost.readFiles(commit, paths);
  const edits = paths.flatMap((path): FileVersion[] => {
    const content = merged[path];
    return content === undefined || content === original[path] ? [] : [{ path, content }];
  });
  if (edits.length === 0) return null;
  return {
    candidate: {
      ...candidate,
      id: `merged-${commit.slice(0, 12)}`,
      provider: 'person',
      edits,
      rationale: `Changed by a person before the merge: ${candidate.rationale}`,
      // What it was made from says nothing about it any more.
      templates: [],
      confidence: 1,
    },
    diff: unifiedDiff(original, edits),
  };
}
