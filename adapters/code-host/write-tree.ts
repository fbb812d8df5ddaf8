import type { FileVersion } from '../../domain/fix.ts';
import { unsafePath } from './checks.ts';
import { type Git, withPrivateIndex } from './git.ts';

const REGULAR = '100644';
const EXECUTABLE = '100755';
const FOLDER = '040000';

/**
 * The tree of a commit with these files put in place. A file keeps its mode; a new one is a plain file.
 * @throws SutureError `unsafe_path` where a path names, or leads through, something that is not a plain file or folder.
 */
export async function writeTree(git: Git, parent: string, edits: FileVersion[]): Promise<string> {
  const paths = edits.map(({ path }) => path);
  const [modes, blobs] = await Promise.all([
    modesAt(git, parent, paths),
    Promise.all(edits.map(({ content }) => hashObject(git, content))),
  ]);
  return withPrivateIndex(async (env) => {
    await git.run(['read-tree', parent], { env });
    const lines = paths.map((path, index) => `${modes.get(path) ?? REGULAR} ${blobs[index]}\t${path}\0`);
    await git.run(['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    return git.run(['write-tree'], { env });
  });
}

function hashObject(git: Git, content: string): Promise<string> {
  return git.run(['hash-object', '-w', '--stdin', '--no-filters'], { input: content });
}

/** The modes of these files and of the folders above them, as far as they exist. */
async function modesAt(git: Git, commit: string, paths: string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(paths.flatMap((path) => [...foldersOf(path), path]))];
  const listed = await git.run(['--literal-pathspecs', 'ls-tree', '-z', '-t', commit, '--', ...wanted]);
  const modes = new Map<string, string>();
  for (const line of listed.split('\0').filter(Boolean)) {
    const [meta = '', path = ''] = line.split('\t');
    modes.set(path, meta.split(' ')[0] as string);
  }
  for (const path of paths) {
    const mode = modes.get(path) ?? REGULAR;
    if (mode !== REGULAR && mode !== EXECUTABLE) throw unsafePath(path, `its mode is ${mode}`);
    for (const folder of foldersOf(path)) {
      if ((modes.get(folder) ?? FOLDER) !== FOLDER) throw unsafePath(path, `${folder} is not a folder`);
    }
  }
  return modes;
}

/** `a/b/c` is in `a` and `a/b`. */
export function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
