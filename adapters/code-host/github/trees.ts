import { unknownCommit } from '../checks.ts';
import type { TreeFile } from '../operations.ts';
import type { GitHub } from './ask.ts';

export interface TreeEntry {
  mode: string;
  /** `commit` is a submodule. */
  type: string;
  sha: string;
}

/** One difference between two trees; null where one of them has no such file. */
export interface TreeChange {
  path: string;
  before: TreeEntry | null;
  after: TreeEntry | null;
}

/** Reads trees folder by folder, each at most once; a repository of any size costs what the paths are deep. */
export interface TreeReader {
  /** The entries of a folder by name. `root` may be a commit's id, too. */
  folder(sha: string): Promise<Map<string, TreeEntry>>;
  /** @returns null where there is nothing. @throws SutureError `unknown_commit` for the root */
  find(root: string, path: string): Promise<TreeEntry | null>;
  /** Files that differ, wherever they are. */
  compare(before: string, after: string): Promise<TreeChange[]>;
}

export function readTrees(github: GitHub): TreeReader {
  const known = new Map<string, Promise<Map<string, TreeEntry>>>();

  function folder(sha: string): Promise<Map<string, TreeEntry>> {
    const found = known.get(sha) ?? read(sha);
    known.set(sha, found);
    return found;
  }

  async function read(sha: string): Promise<Map<string, TreeEntry>> {
    const tree = await github.find('read a folder', (rest) =>
      rest.git.getTree({ ...github.repository, tree_sha: sha }),
    );
    if (!tree) throw unknownCommit(sha);
    return new Map(tree.tree.map(({ path, mode, type, sha: id }) => [path, { mode, type, sha: id }]));
  }

  async function find(root: string, path: string): Promise<TreeEntry | null> {
    let entries = await folder(root);
    const names = path.split('/');
    for (const name of names.slice(0, -1)) {
      const entry = entries.get(name);
      if (entry?.type !== 'tree') return null;
      entries = await folder(entry.sha);
    }
    return entries.get(names.at(-1) as string) ?? null;
  }

  async function compare(before: string | null, after: string | null, base = ''): Promise<TreeChange[]> {
    if (before === after) return [];
    const [old, now] = await Promise.all([before, after].map((sha) => (sha ? folder(sha) : new Map())));
    const names = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
    const changes = await Promise.all(
      [...names].map((name) => compareEntries(old?.get(name) ?? null, now?.get(name) ?? null, base + name)),
    );
    return changes.flat();
  }

  async function compareEntries(
    before: TreeEntry | null,
    after: TreeEntry | null,
    path: string,
  ): Promise<TreeChange[]> {
    if (before?.sha === after?.sha && before?.mode === after?.mode) return [];
    const file = (entry: TreeEntry | null) => (entry?.type === 'tree' ? null : entry);
    const tree = (entry: TreeEntry | null) => (entry?.type === 'tree' ? entry.sha : null);
    const inside = await compare(tree(before), tree(after), `${path}/`);
    if (!file(before) && !file(after)) return inside;
    return [{ path, before: file(before), after: file(after) }, ...inside];
  }

  return { folder, find, compare };
}

/** All files of a tree. @throws SutureError `unknown_commit` */
export async function listTree(github: GitHub, root: string): Promise<TreeFile[]> {
  const tree = await github.find('list the files', (rest) =>
    rest.git.getTree({ ...github.repository, tree_sha: root, recursive: 'true' }),
  );
  if (!tree) throw unknownCommit(root);
  if (!tree.truncated) {
    const files = tree.tree.filter(({ type }) => type === 'blob');
    return files.map(({ path, mode, sha }) => ({ path, mode, sha }));
  }
  // Above 100,000 entries GitHub cuts the list: https://docs.github.com/rest/git/trees#get-a-tree
  const files: TreeFile[] = [];
  for (const [name, { mode, type, sha }] of await readTrees(github).folder(root)) {
    if (type === 'blob') files.push({ path: name, mode, sha });
    if (type !== 'tree') continue;
    for (const file of await listTree(github, sha)) files.push({ ...file, path: `${name}/${file.path}` });
  }
  return files;
}

/** The bytes of a blob, as base64. */
export async function readBlob(github: GitHub, sha: string): Promise<string> {
  // Octokit's own parser gives up on a string of ten million characters and answers with the text.
  const request = { parseSuccessResponseBody: false };
  const body = await github.ask('read a file', (rest) =>
    rest.git.getBlob({ ...github.repository, file_sha: sha, request }),
  );
  const blob = (await new Response(body as unknown as ReadableStream).json()) as typeof body;
  return blob.encoding === 'base64' ? blob.content : Buffer.from(blob.content).toString('base64');
}
