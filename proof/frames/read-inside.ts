import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The text of a file in a folder whose content somebody else wrote. Null: it does not exist, a link leads out of the folder, or it is
 * longer.
 * @param longest in bytes
 */
export function readInside(folder: string, path: string, longest: number): string | null {
  try {
    const real = realpathSync(join(folder, path));
    if (!real.startsWith(`${realpathSync(folder)}/`)) return null;
    const { size, isFile } = plain(real);
    return isFile && size <= longest ? readFileSync(real, 'utf8') : null;
  } catch {
    return null;
  }
}

function plain(path: string): { size: number; isFile: boolean } {
  const found = statSync(path);
  return { size: found.size, isFile: found.isFile() };
}
