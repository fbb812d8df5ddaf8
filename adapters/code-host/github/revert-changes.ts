import { isUtf8 } from 'node:buffer';
import { diff3Merge } from 'node-diff3';
import { revertConflict } from '../checks.ts';
import type { GitHub } from './ask.ts';
import { readCommit, type TreeWrite, writeBlob } from './commit-changes.ts';
import { readBlob, readTrees, type TreeChange, type TreeEntry } from './trees.ts';

/** Modes of files with lines in them. */
const TEXT = ['100644', '100755'];

/**
 * What to write on `head` so that it is without what `commit` changed: a three-way merge of each file, whose base is the
 * commit and whose other side is the commit's first parent.
 * @throws SutureError `revert_conflict` when later commits touched the same lines
 */
export async function revertChanges(github: GitHub, head: string, commit: string): Promise<TreeWrite[]> {
  const parent = (await readCommit(github, commit)).parents[0];
  if (!parent) throw revertConflict(commit, 'it is the first commit of the branch');
  const trees = readTrees(github);
  const writes: TreeWrite[] = [];
  const conflicts: string[] = [];
  for (const change of await trees.compare(parent, commit)) {
    const now = await trees.find(head, change.path);
    const write = same(now, change.before) ? null : await undo(github, change, now);
    if (write === 'conflict') conflicts.push(change.path);
    else if (write) writes.push(write);
  }
  if (conflicts.length > 0) throw revertConflict(commit, conflicts.join(', '));
  return writes;
}

async function undo(
  github: GitHub,
  { path, before, after }: TreeChange,
  now: TreeEntry | null,
): Promise<TreeWrite | 'conflict'> {
  if (same(now, after)) return { path, mode: before?.mode ?? after?.mode ?? '', sha: before?.sha ?? null };
  if (![before, after, now].every((entry) => entry && TEXT.includes(entry.mode))) return 'conflict';
  const [theirs = null, base = null, ours = null] = await Promise.all(
    [before, after, now].map((entry) => readText(github, (entry as TreeEntry).sha)),
  );
  if (theirs === null || base === null || ours === null) return 'conflict';
  const regions = diff3Merge(linesOf(ours), linesOf(base), linesOf(theirs));
  if (regions.some((region) => region.conflict)) return 'conflict';
  const merged = regions.flatMap((region) => region.ok ?? []).join('');
  const mode = now?.mode === after?.mode ? before?.mode : now?.mode;
  return { path, mode: mode as string, sha: await writeBlob(github, merged) };
}

function same(one: TreeEntry | null, other: TreeEntry | null): boolean {
  return one?.sha === other?.sha && one?.mode === other?.mode;
}

/** Null if it is not text. */
async function readText(github: GitHub, sha: string): Promise<string | null> {
  const content = Buffer.from(await readBlob(github, sha), 'base64');
  return isUtf8(content) ? content.toString() : null;
}

/** Each line with its own ending, so that joining them gives back every byte. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}
