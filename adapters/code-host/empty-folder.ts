import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SutureError } from '../../domain/errors.ts';

/**
 * The absolute path of a folder that is empty, made if it was absent.
 * @throws SutureError `folder_not_empty`.
 */
export async function emptyFolder(folder: string): Promise<string> {
  const target = resolve(folder);
  await mkdir(target, { recursive: true });
  if ((await readdir(target)).length === 0) return target;
  throw new SutureError(
    'folder_not_empty',
    `${target} is not empty; give an empty or an absent folder to check out into.`,
    { details: { folder: target } },
  );
}
