import type { FileVersion } from '../../../domain/fix.ts';
import { unknownCommit, unsafePath } from '../checks.ts';
import { foldersOf } from '../write-tree.ts';
import type { GitHub } from './ask.ts';
import type { TreeReader } from './trees.ts';

const REGULAR = '100644';
const EXECUTABLE = '100755';

/** A file to write to a tree; `sha` null removes it. */
export interface TreeWrite {
  path: string;
  mode: string;
  sha: string | null;
}

/** A commit, and the tree and parents that it has. @throws SutureError `unknown_commit` */
export async function readCommit(github: GitHub, commit: string) {
  const found = await github.find('read a commit', (rest) =>
    rest.git.getCommit({ ...github.repository, commit_sha: commit }),
  );
  if (!found) throw unknownCommit(commit);
  const parents = found.parents.map(({ sha }) => sha);
  return { message: found.message, tree: found.tree.sha, parents, at: new Date(found.committer.date) };
}

/**
 * Writes the files of an edit as blobs. A file keeps its mode; a new one is a plain file.
 * @throws SutureError `unsafe_path` where a path names, or leads through, something that is not a plain file or folder.
 */
export async function writeEdits(
  github: GitHub,
  trees: TreeReader,
  parent: string,
  edits: FileVersion[],
): Promise<TreeWrite[]> {
  const modes: string[] = [];
  for (const { path } of edits) modes.push(await modeFor(trees, parent, path));
  return Promise.all(
    edits.map(async ({ path, content }, index) => ({
      path,
      mode: modes[index] as string,
      sha: await writeBlob(github, content),
    })),
  );
}

/** Base64, so that every byte arrives as it is. */
export async function writeBlob(github: GitHub, text: string): Promise<string> {
  const content = Buffer.from(text).toString('base64');
  const blob = await github.ask('write a file', (rest) =>
    rest.git.createBlob({ ...github.repository, content, encoding: 'base64' }),
  );
  return blob.sha;
}

/** One commit on `parent`, on no branch yet. GitHub signs it where an App makes it, and names who is asked for. */
export async function commitChanges(
  github: GitHub,
  parent: { sha: string; tree: string },
  writes: TreeWrite[],
  message: string,
): Promise<string> {
  const tree = writes.length > 0 ? await writeTree(github, parent.tree, writes) : parent.tree;
  const commit = await github.ask('make a commit', (rest) =>
    rest.git.createCommit({ ...github.repository, message, tree, parents: [parent.sha] }),
  );
  return commit.sha;
}

async function writeTree(github: GitHub, base: string, writes: TreeWrite[]): Promise<string> {
  const tree = writes.map(({ path, mode, sha }) => ({
    path,
    mode: mode as '100644',
    type: 'blob' as const,
    sha,
  }));
  const made = await github.ask('write a folder', (rest) =>
    rest.git.createTree({ ...github.repository, base_tree: base, tree }),
  );
  return made.sha;
}

async function modeFor(trees: TreeReader, root: string, path: string): Promise<string> {
  for (const folder of foldersOf(path)) {
    const entry = await trees.find(root, folder);
    if (!entry) return REGULAR;
    if (entry.type !== 'tree') throw unsafePath(path, `${folder} is not a folder`);
  }
  const mode = (await trees.find(root, path))?.mode ?? REGULAR;
  if (mode !== REGULAR && mode !== EXECUTABLE) throw unsafePath(path, `its mode is ${mode}`);
  return mode;
}
