import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const NOBODY = 65_534;
/** Starts a process with a secret, reads its environment as another process of the same user, and says what it saw. */
const SPY = `
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const held = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)'], { env: { SECRET: 'kept' } });
held.stdout.once('data', () => {
  let seen;
  try { seen = readFileSync('/proc/' + held.pid + '/environ', 'utf8'); } catch (error) { seen = error.code; }
  held.kill('SIGKILL');
  console.log(seen);
});`;

async function spy(mode: number): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture-sealed-')));
  try {
    const node = join(folder, 'node');
    copyFileSync(process.execPath, node);
    chmodSync(node, mode);
    chmodSync(folder, 0o755);
    const child = spawn(node, ['-e', SPY], { cwd: '/', env: {}, uid: NOBODY, gid: NOBODY });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await once(child, 'close');
    return said.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Another user can be taken by root only; /proc is Linux's.
it.skipIf(platform() !== 'linux' || process.getuid?.() !== 0)(
  'a Node that its user may not read keeps its environment to itself, as the image has it',
  async () => {
    expect(await spy(0o755)).toContain('SECRET=kept');
    expect(await spy(0o711)).toBe('EACCES');
  },
);
