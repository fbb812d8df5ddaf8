import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeStateFolder } from '../state.ts';
import { purgeState } from './purge-state.ts';

it('removes what Suture made, names it, and leaves what is not of Suture', async () => {
  const root = mkdtempSync(join(tmpdir(), 'suture-purge-'));
  try {
    const state = describeStateFolder(root);
    for (const folder of [state.logs, join(root, 'packages/a/node_modules'), join(root, 'mine')]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'a file'), '');
    }
    writeFileSync(join(root, 'secrets.json'), '{}');
    const said: string[] = [];
    await purgeState(state, (line) => said.push(line));
    expect(readdirSync(root)).toEqual(['mine']);
    expect(existsSync(join(root, 'mine/a file'))).toBe(true);
    expect(said).toEqual([expect.stringMatching(/^Removing (logs, packages|packages, logs)$/)]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

it('removes the folder of a state that holds nothing else, and is content without one', async () => {
  const root = mkdtempSync(join(tmpdir(), 'suture-purge-'));
  const state = describeStateFolder(root);
  await purgeState(state, () => {});
  expect(existsSync(root)).toBe(false);
  await expect(purgeState(state, () => {})).resolves.toBeUndefined();
});
