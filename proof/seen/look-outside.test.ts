import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { filesIn, lookOutside } from './look-outside.ts';

const folder = mkdtempSync(join(tmpdir(), 'outside-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is seen of a program while it lives. */
async function seenOf(script: string): Promise<string[]> {
  const program = `${script}; setInterval(() => {}, 1_000); console.log('up');`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    return lookOutside(child.pid as number, false).did;
  } finally {
    child.kill('SIGKILL');
  }
}

/** Code of a package, where a task could have written it. */
function addon(): string {
  const require = createRequire(import.meta.url);
  const binding = `@oxc-parser/binding-${process.platform}-${process.arch}-gnu`;
  const file = createRequire(require.resolve('oxc-parser')).resolve(binding);
  const copy = join(folder, 'copy.node');
  copyFileSync(file, copy);
  return copy;
}

it('lists the files of a folder and those below it, and at least one more than it may', () => {
  const many = mkdtempSync(join(folder, 'many-'));
  mkdirSync(join(many, 'below'));
  for (const name of ['a', 'b', 'below/c']) writeFileSync(join(many, name), '');
  expect(filesIn(many, 3)).toEqual(['/tmp/a', '/tmp/b', '/tmp/below/c']);
  expect(filesIn(many, 1).length).toBeGreaterThan(1);
});

describe.runIf(process.platform === 'linux')('a look from outside', () => {
  it('sees what system calls left open, by its kind', async () => {
    const plain = await seenOf('');
    const watching = await seenOf(`require('node:fs').watch(${JSON.stringify(folder)})`);
    expect(watching.filter((one) => !plain.includes(one))).toEqual(['hold inotify']);
  });

  it('sees code of a file that the program could write, and none of the system', async () => {
    expect((await seenOf('')).filter((one) => one.startsWith('map '))).toEqual([]);
    const copy = addon();
    expect(await seenOf(`process.dlopen({ exports: {} }, ${JSON.stringify(copy)})`)).toContain(`map ${copy}`);
  });
});
