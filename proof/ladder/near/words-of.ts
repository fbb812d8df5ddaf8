import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Base, Job } from '../../tools.ts';
import { type CodeWords, codeWords } from './code-words.ts';

/** The words of the files that a fix of the fault may change. */
export async function wordsOf({ subject }: Job, { folder }: Base): Promise<CodeWords> {
  const read = subject.fault.allowedFiles.map(async (path) => ({
    path,
    text: await readFile(join(folder, path), 'utf8').catch(() => ''),
  }));
  return codeWords(await Promise.all(read));
}
