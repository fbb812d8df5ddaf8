import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusal } from './answers.ts';
import type { Repository } from './repository.ts';

export interface TreeInput {
  path: string;
  mode: string;
  type: string;
  sha?: string | null;
  content?: string;
}

/** What GitHub does for `POST /git/trees`: the entries over a base tree, null for those to take out. */
export async function writeTree(
  repository: Repository,
  base: string | undefined,
  tree: TreeInput[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'github-index-'));
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  try {
    if (base) await repository.run(['read-tree', base], { env });
    const lines: string[] = [];
    for (const { path, mode, sha, content } of tree) {
      if (/^\/|\/$|\/\/|(^|\/)\.\.?(\/|$)|(^|\/)\.git(\/|$)/i.test(path)) {
        throw refusal(422, 'tree.path contains a malformed path component');
      }
      if (sha === null) {
        lines.push(`0 ${'0'.repeat(40)}\t${path}\0`);
        continue;
      }
      const id = sha ?? (await repository.writeBlob(Buffer.from(content ?? '')));
      if (!(await repository.typeOf(id))) throw refusal(422, `tree.sha ${id} is not a valid blob`);
      lines.push(`${mode} ${id}\t${path}\0`);
    }
    await repository.run(['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    return await repository.run(['write-tree'], { env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
