import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Screen } from '../../domain/ports/screen.ts';
import { openScreen } from './open-screen.ts';
import { openTalk } from './talk.ts';

/**
 * Opens a screen of one program and of the script that checks it, without a sandbox, while `use` runs.
 * @param packages texts of packages that the program imports, by their names
 */
export async function withScreen(
  target: string,
  program: string,
  check: string,
  use: (screen: Screen) => Promise<void>,
  packages: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'suture-script-'));
  await writeFile(join(folder, target), program);
  await writeFile(join(folder, 'check.mjs'), check);
  for (const [name, text] of Object.entries(packages)) {
    await mkdir(join(folder, 'node_modules', name), { recursive: true });
    await writeFile(join(folder, 'node_modules', name, 'index.js'), text);
  }
  const screen = await openScreen({
    ...{ folder, root: '.', command: ['node', 'check.mjs'], targets: [target] },
    unreadable: async () => [],
    async start() {
      const path = join(folder, 'talk');
      const talk = await openTalk(path);
      const child = spawn(process.execPath, ['proof/sandbox/screen/main.mjs', path], { stdio: 'ignore' });
      child.on('exit', talk.ended);
      return talk;
    },
  });
  try {
    if (!screen) throw new Error('The check does not fail, or cannot be screened.');
    await use(screen);
  } finally {
    await screen?.close();
    await rm(folder, { recursive: true, force: true });
  }
}
