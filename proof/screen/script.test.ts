import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openScreen } from './open-screen.ts';
import { openTalk } from './talk.ts';

const PRICE = `export function net(price) {
  return price - 1;
}
export function gross(price) {
  const tax = price / 5;
  return price - tax;
}
`;
const CHECK = `import assert from 'node:assert/strict';
import { gross, net } from './price.js';

assert.equal(net(3), 2);
assert.equal(net(1), 0);
assert.equal(gross(10), 12);
assert.equal(gross(5), 6);
`;

it('knows of a script without named tests what ran before its assertions held, and before one failed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'suture-script-'));
  await writeFile(join(folder, 'price.js'), PRICE);
  await writeFile(join(folder, 'check.mjs'), CHECK);
  const screen = await openScreen({
    ...{ folder, root: '.', command: ['node', 'check.mjs'], targets: ['price.js'] },
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
    const counted = screen?.coverage('price.js').map(({ start, end, failing, passing }) => ({
      ...{ text: PRICE.slice(start, end), failing, passing },
    }));
    expect(counted).toEqual([
      { text: 'return price - 1;', failing: 1, passing: 2 },
      { text: 'const tax = price / 5;', failing: 1, passing: 0 },
      { text: 'return price - tax;', failing: 1, passing: 0 },
    ]);
    expect(screen?.calls.map(({ name, args, failing }) => [name, args, failing])).toEqual([
      ['net', '[3]', false],
      ['net', '[1]', false],
      ['gross', '[10]', true],
    ]);
  } finally {
    await screen?.close();
    await rm(folder, { recursive: true, force: true });
  }
});
