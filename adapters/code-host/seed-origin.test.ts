import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEY_TRAILER } from '../../domain/pipeline.ts';
import { createLocalGit } from './local-git.ts';
import { seedOrigin } from './seed-origin.ts';
import { createTestClone, type TestClone } from './testing.ts';

let clone: TestClone;
let to: string;

beforeEach(async () => {
  clone = await createTestClone({ 'a.txt': 'a\n' });
  to = join(clone.root, 'state', 'origin.git');
});
afterEach(() => clone.remove());

async function heal(): Promise<string> {
  const host = createLocalGit({ repository: to });
  const { commit } = await host.push({
    branch: 'main',
    parent: await host.head('main'),
    edits: [{ path: 'a.txt', content: 'healed\n' }],
    message: `Heal\n\n${KEY_TRAILER}: k`,
    idempotencyKey: 'k',
  });
  return commit;
}

describe('seedOrigin', () => {
  it('makes the origin, leaves it alone, and moves it forward with the clone', async () => {
    const first = await clone.git('rev-parse', 'HEAD');
    expect(await seedOrigin({ from: clone.folder, to })).toEqual({
      head: first,
      action: 'created',
      previous: null,
    });
    expect(await seedOrigin({ from: clone.folder, to })).toMatchObject({ action: 'unchanged', head: first });
    const second = await clone.commit({ 'a.txt': 'b\n' });
    expect(await seedOrigin({ from: clone.folder, to })).toMatchObject({ action: 'advanced', head: second });
  });

  it('keeps what was pushed to it', async () => {
    await seedOrigin({ from: clone.folder, to });
    const healed = await heal();
    expect(await seedOrigin({ from: clone.folder, to })).toEqual({
      head: healed,
      action: 'kept',
      previous: null,
    });
  });

  it('follows a clone that went its own way, and sets the old head aside', async () => {
    await seedOrigin({ from: clone.folder, to });
    const healed = await heal();
    const head = await clone.commit({ 'a.txt': 'mine\n' });
    const seeded = await seedOrigin({ from: clone.folder, to });
    expect(seeded).toMatchObject({ action: 'replaced', head });
    const host = createLocalGit({ repository: to });
    expect(await host.head('main')).toBe(head);
    expect(await host.head(seeded.previous as string)).toBe(healed);
  });

  it('starts from a shallow clone, and from a detached head', async () => {
    await clone.commit({ 'a.txt': 'b\n' });
    const shallow = join(clone.root, 'shallow');
    await execa('git', ['clone', '--quiet', '--depth=1', `file://${clone.folder}`, shallow]);
    await execa('git', ['checkout', '--quiet', '--detach'], { cwd: shallow });
    const seeded = await seedOrigin({ from: shallow, to });
    expect(seeded.head).toBe(await clone.git('rev-parse', 'HEAD'));
    expect(await createLocalGit({ repository: to }).readFiles(seeded.head, ['a.txt'])).toEqual({
      'a.txt': 'b\n',
    });
    expect(await heal()).toMatch(/^[0-9a-f]{40}$/);
  });

  it('goes on where an earlier start was killed', async () => {
    await mkdir(`${to}.making/refs`, { recursive: true });
    await expect(seedOrigin({ from: clone.folder, to })).resolves.toMatchObject({ action: 'created' });

    const lock = join(to, 'refs', 'heads', 'main.lock');
    await writeFile(lock, '');
    await utimes(lock, new Date(0), new Date(0));
    const next = await clone.commit({ 'a.txt': 'b\n' });
    expect(await seedOrigin({ from: clone.folder, to })).toMatchObject({ action: 'advanced', head: next });
  });

  it('overwrites nothing that is no repository', async () => {
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'thesis.txt'), 'mine');
    await expect(seedOrigin({ from: clone.folder, to })).rejects.toMatchObject({
      type: 'code_host_unavailable',
      message: expect.stringContaining('move it away'),
    });
  });

  it('says what to do without a clone', async () => {
    await expect(seedOrigin({ from: clone.root, to })).rejects.toMatchObject({ type: 'not_a_repository' });
  });
});
