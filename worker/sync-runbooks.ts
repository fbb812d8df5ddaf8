import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Knowledge } from '../domain/ports/knowledge.ts';

/**
 * Makes the stored runbooks equal to the Markdown files of a folder.
 * @returns how many changed; 0 when the folder does not exist
 */
export async function syncRunbooks(knowledge: Knowledge, folder: string): Promise<number> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const runbooks = await Promise.all(
    names
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .sort()
      .map(async (name) => {
        const body = await readFile(join(folder, name), 'utf8');
        const id = basename(name, '.md');
        return { id, title: /^# (.+)$/m.exec(body)?.[1] ?? id, body };
      }),
  );
  return knowledge.syncRunbooks(runbooks);
}
