import { cp, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGit } from '../../adapters/code-host/git.ts';
import { buildRecorder, SUTURE } from '../testing/suture.ts';
import { seedDemonstration } from './seed-demonstration.ts';

let folder: string;
let to: string;
beforeAll(buildRecorder);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suture-seed-test-'));
  to = join(folder, 'state', 'origin.git');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const seed = (root = SUTURE) => seedDemonstration({ root, to, environment: process.env });

/** A commit on top of the branch, as a fix makes one. */
async function pushFix(): Promise<string> {
  const git = openGit(to, process.env);
  const commit = await git.run(['commit-tree', 'main^{tree}', '-p', 'main', '-m', 'Fix']);
  await git.run(['update-ref', 'refs/heads/main', commit]);
  return commit;
}

/** The parts of Suture that the demonstration is made of, without git, as a packed Suture has them. */
async function copySuture(): Promise<string> {
  const copy = join(folder, 'packed');
  for (const part of ['demo/service', 'fault-baselines', 'mock-api', 'recorder']) {
    await cp(join(SUTURE, part), join(copy, part), { recursive: true });
  }
  return copy;
}

describe('seedDemonstration', () => {
  it('makes the origin from files, with the service at its root and the recorder in vendor/', async () => {
    const { action, head } = await seed();
    expect(action).toBe('created');
    const files = (await openGit(to, process.env).run(['ls-tree', '-r', '--name-only', head])).split('\n');
    expect(files).toEqual(
      expect.arrayContaining([
        ...['suture.yaml', 'package.json', 'package-lock.json', '.npmrc', 'src/main.ts', 'src/faults/api.ts'],
        ...['fault-baselines/sql.txt', 'mock-api/main.ts', 'src/faults/api.test.ts'],
        ...['vendor/suture-recorder/package.json', 'vendor/suture-recorder/dist/index.js'],
      ]),
    );
    expect(files.filter((path) => /node_modules|^dist\/|^mock-api\/.*\.test\./.test(path))).toEqual([]);
  });

  it('gives the same commit for the same files, in another folder and another second', async () => {
    const { head } = await seed();
    expect(await seed()).toEqual({ head, action: 'unchanged', previous: null });
    const copy = await copySuture();
    expect(
      await seedDemonstration({ root: copy, to: join(folder, 'other.git'), environment: process.env }),
    ).toMatchObject({ head });
  });

  it('keeps what was pushed to it', async () => {
    await seed();
    const fix = await pushFix();
    expect(await seed()).toEqual({ head: fix, action: 'kept', previous: null });
  });

  it('replaces what another version of the service seeded, and keeps the old head under a branch', async () => {
    await seed();
    const fix = await pushFix();
    const copy = await copySuture();
    await writeFile(join(copy, 'demo/service/NEWS'), 'changed\n');
    const seeded = await seed(copy);
    expect(seeded).toMatchObject({
      action: 'replaced',
      previous: expect.stringMatching(/^suture\/previous-/),
    });
    const git = openGit(to, process.env);
    expect(await git.run(['rev-parse', 'refs/heads/main'])).toBe(seeded.head);
    expect(await git.run(['rev-parse', `refs/heads/${seeded.previous}`])).toBe(fix);
  });

  it('continues where an earlier start was killed', async () => {
    await mkdir(`${to}.making/refs`, { recursive: true });
    await expect(seed()).resolves.toMatchObject({ action: 'created' });
    const lock = join(to, 'refs', 'heads', 'main.lock');
    await writeFile(lock, '');
    await utimes(lock, new Date(0), new Date(0));
    const copy = await copySuture();
    await writeFile(join(copy, 'demo/service/NEWS'), 'changed\n');
    await expect(seed(copy)).resolves.toMatchObject({ action: 'replaced' });
  });

  it('overwrites nothing that is not a repository', async () => {
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'thesis.txt'), 'mine');
    await expect(seed()).rejects.toMatchObject({
      type: 'code_host_unavailable',
      message: expect.stringContaining('move it away'),
    });
  });

  it('names the command that builds the recorder when it is missing', async () => {
    const copy = await copySuture();
    await rm(join(copy, 'recorder/dist'), { recursive: true });
    await expect(seed(copy)).rejects.toMatchObject({
      type: 'component_missing',
      message: expect.stringContaining('node tools/build.mjs recorder'),
    });
  });
});
