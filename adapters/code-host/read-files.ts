import { emptyFolder } from './empty-folder.ts';
import { type Git, unavailable, withPrivateIndex } from './git.ts';

/**
 * The texts of files at a commit; a path that is absent there, or is not a file, is left out. One git reads them all.
 * @returns null when the commit does not exist
 */
export async function readFiles(
  git: Git,
  commit: string,
  paths: string[],
): Promise<Record<string, string> | null> {
  const names = [`${commit}^{commit}`, ...paths.map((path) => `${commit}:${path}`)];
  const input = `${names.join('\n')}\n`;
  // Sizes are in bytes.
  const output = await git.run(['cat-file', '--batch'], { input, keepNewline: true, encoding: 'latin1' });
  const [found, ...objects] = objectsIn(output, names.length);
  if (found?.type !== 'commit') return null;
  const files: Record<string, string> = {};
  for (const [index, path] of paths.entries()) {
    const object = objects[index];
    if (object?.type === 'blob') files[path] = Buffer.from(object.content, 'latin1').toString('utf8');
  }
  return files;
}

/** The paths of all files of a commit; submodules are none. */
export async function listFiles(git: Git, commit: string): Promise<string[]> {
  const listed = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit]);
  return listed.split('\0').flatMap((entry) => {
    const [, type, path] = /^\d+ (\w+) [0-9a-f]+\t([\s\S]+)$/.exec(entry) ?? [];
    return type === 'blob' && path ? [path] : [];
  });
}

/** What `cat-file --batch` prints: a line with id, type and size before each content, or one without size. */
function objectsIn(output: string, count: number): ({ type: string; content: string } | null)[] {
  let at = 0;
  return Array.from({ length: count }, () => {
    const end = output.indexOf('\n', at);
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.slice(at, end)) ?? [];
    const begin = end + 1;
    if (!type) {
      at = begin;
      return null;
    }
    at = begin + Number(size) + 1;
    return { type, content: output.slice(begin, at - 1) };
  });
}

/**
 * Puts the tree of a commit into a folder that is empty or absent. The repository is only read.
 * @throws SutureError `folder_not_empty`.
 */
export async function checkout(git: Git, commit: string, folder: string): Promise<void> {
  const target = await emptyFolder(folder);
  await withPrivateIndex(async (env) => {
    await git.run(['read-tree', commit], { env });
    const out = await git.attempt([`--work-tree=${target}`, 'checkout-index', '--all', '--quiet'], {
      env,
      cwd: target,
    });
    if (out.code !== 0) throw unavailable(`${commit} could not be checked out to ${target}: ${out.stderr}`);
  });
}
