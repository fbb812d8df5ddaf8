import { emptyFolder } from './empty-folder.ts';
import { type Git, unavailable, withPrivateIndex } from './git.ts';

/** The texts of files at a commit that exists; a path that is absent there, or no file, is left out. */
export async function readFiles(git: Git, commit: string, paths: string[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const path of paths) {
    const shown = await git.attempt(['cat-file', 'blob', `${commit}:${path}`], { keepNewline: true });
    if (shown.code === 0) files[path] = shown.stdout;
  }
  return files;
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
