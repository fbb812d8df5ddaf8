import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a statement may be written. */
const SOURCE = /\.(?:[cm]?[jt]sx?|sql|graphql|prisma)$/;
/** The most that is read of a service, in characters: Suture itself has two million. */
const MOST = 20_000_000;
/** A shorter text may stand anywhere by chance. */
const SHORTEST = 12;

/**
 * Reads the source of a commit, so that a statement that other code of it holds is known as such.
 * @param folder its worktree
 * @param left folders that its commands write, relative
 * @returns whether a text stands in it, but for white space and case
 */
export async function readSource(folder: string, left: string[]): Promise<(text: string) => boolean> {
  const texts: string[] = [];
  let size = 0;
  const read = async (path: string): Promise<void> => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      const inside = path ? `${path}/${entry.name}` : entry.name;
      if (entry.name === 'node_modules' || entry.name.startsWith('.') || left.includes(inside)) continue;
      if (entry.isDirectory()) await read(inside);
      else if (entry.isFile() && SOURCE.test(entry.name) && size < MOST) {
        const text = plain(await readFile(join(folder, inside), 'utf8'));
        size += text.length;
        texts.push(text);
      }
    }
  };
  await read('');
  return (text) => {
    const wanted = plain(text);
    return wanted.length >= SHORTEST && texts.some((one) => one.includes(wanted));
  };
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
