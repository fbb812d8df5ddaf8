import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definitionOf } from '../domain/detection/testing.ts';
import { createLease } from './lease.ts';
import { copyOutput, runWriting, type WritingTask } from './run-writing.ts';
import { chooseSandbox } from './sandbox/sandbox.ts';
import { bubblewrapForTests, OWN_PACKAGES } from './testing.ts';
import type { Tools } from './tools.ts';
import { furnish, type Worktree } from './worktree.ts';

const found = bubblewrapForTests();
const sandboxes = [
  chooseSandbox({ sandbox: 'process' }),
  ...(found ? [chooseSandbox({ sandbox: 'bubblewrap', bwrapPath: found })] : []),
];

let root: string;
let worktree: Worktree;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-writing-'));
  const folder = join(root, 'tree');
  worktree = {
    folder,
    ...OWN_PACKAGES,
    loose: [],
    scratch: [],
    started: { ms: null },
    output: ['dist', 'packages/api/dist'],
    definition: definitionOf(),
  };
  await mkdir(join(folder, 'packages/api/src'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{}');
  await writeFile(join(folder, 'packages/api/src/main.js'), 'source\n');
  await furnish(worktree);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Runs a shell script as the build. */
async function build(
  sandbox: (typeof sandboxes)[number],
  script: string,
  writing: Partial<WritingTask> = {},
): Promise<{ code: number | null; ended: string; output: string }> {
  const tools = {
    sandbox,
    lease: createLease(),
    workFolder: root,
    buildLimits: { memoryBytes: 512 * 1024 * 1024, timeMs: 30_000 },
  } as Tools;
  const written = await runWriting(tools, worktree, {
    command: ['sh', '-c', script],
    environment: {},
    keep: () => worktree.output,
    ...writing,
  });
  return { code: written.exit.code, ended: written.exit.ended, output: written.output };
}

const read = (path: string) => readFile(join(worktree.folder, path), 'utf8');

describe.each(sandboxes)('a build in the sandbox by $name', (sandbox) => {
  it('may remove its output folders and create them again, and finds its packages', async () => {
    await writeFile(join(worktree.folder, 'dist/old.js'), 'old\n');
    const script = `rm -rf dist packages/api/dist && mkdir dist packages/api/dist && ls node_modules/vitest > dist/vitest.txt
      && cp packages/api/src/main.js packages/api/dist/main.js`;
    expect(await build(sandbox, script.replaceAll('\n', ' '))).toMatchObject({ code: 0, ended: 'exit' });
    expect(await readdir(join(worktree.folder, 'dist'))).toEqual(['vitest.txt']);
    expect(await read('packages/api/dist/main.js')).toBe('source\n');
    expect(await readdir(root)).toEqual(['tree']);
  });

  it('finds what is put into its output folders', async () => {
    const fill = (place: string) => writeFile(join(place, 'dist/kept.txt'), 'kept\n');
    await build(sandbox, 'cat dist/kept.txt > dist/copy.txt', { fill });
    expect(await read('dist/copy.txt')).toBe('kept\n');
  });

  it('leaves empty output folders when it removes them', async () => {
    await build(sandbox, 'rm -rf dist packages/api/dist; mkdir -p dist packages/api/dist');
    expect(await readdir(join(worktree.folder, 'packages/api/dist'))).toEqual([]);
  });
});

describe.runIf(found)('a build in the sandbox by bubblewrap', () => {
  const [, sandbox] = sandboxes as [unknown, (typeof sandboxes)[number]];

  it('keeps only its output', async () => {
    const script = `echo left > left.txt; echo left > packages/api/left.txt; echo out > dist/out.txt;
      for path in package.json packages/api/src/main.js node_modules/vitest/package.json; do echo hacked >> $path; done; rm -rf packages/api/src`;
    await build(sandbox, script);
    expect((await readdir(worktree.folder)).sort()).toEqual([
      'dist',
      'node_modules',
      'package.json',
      'packages',
    ]);
    expect((await readdir(join(worktree.folder, 'packages/api'))).sort()).toEqual(['dist', 'src']);
    expect(await read('package.json')).toBe('{}');
    expect(await read('packages/api/src/main.js')).toBe('source\n');
    expect(await read('dist/out.txt')).toBe('out\n');
  });

  it.each([
    ['the output folder', 'rm -rf dist && ln -s VICTIM dist && echo x > dist/out.txt'],
    ['the output folder, by a file', 'rm -rf dist && echo x > dist'],
    ['a folder above it', 'mv packages gone && mkdir VICTIM2; ln -s VICTIM packages'],
    ['a folder that is gone', 'rm -rf dist packages/api/dist'],
  ])('does not lead out of the worktree by a link in the place of %s', async (_what, script) => {
    const victim = join(root, 'victim');
    await mkdir(join(victim, 'api/dist'), { recursive: true });
    await writeFile(join(victim, 'api/dist/secret.txt'), 'secret\n');
    const before = await stat(victim);
    await build(sandbox, script.replaceAll('VICTIM', victim));
    for (const path of worktree.output) {
      expect(await readdir(join(worktree.folder, path))).toEqual([]);
    }
    expect(await read('packages/api/src/main.js')).toBe('source\n');
    expect(await readdir(join(victim, 'api/dist'))).toEqual(['secret.txt']);
    expect((await stat(victim)).uid).toBe(before.uid);
  });

  it('leaves nothing where nothing is kept', async () => {
    await writeFile(join(worktree.folder, 'dist/built.js'), 'built\n');
    const fill = (place: string) => copyOutput(worktree, place);
    await build(sandbox, 'cat dist/built.js && echo new > dist/new.txt', { fill, keep: () => [] });
    expect(await readdir(join(worktree.folder, 'dist'))).toEqual(['built.js']);
  });
});

it('replaces a link of the commit by the output folder', async () => {
  const victim = join(root, 'victim');
  await mkdir(victim);
  await rm(join(worktree.folder, 'packages'), { recursive: true });
  await symlink(victim, join(worktree.folder, 'packages'));
  await furnish(worktree);
  expect(await readdir(victim)).toEqual([]);
  expect(existsSync(join(worktree.folder, 'packages/api/dist'))).toBe(true);
});
