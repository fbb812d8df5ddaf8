import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkGit, checkNode } from './checks.mjs';

test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('Node %s will do', (version) => {
  expect(checkNode(version)).toBeNull();
});

test.each(['20.18.3', '18.20.0', '12.22.12'])(
  'Node %s is too old, and the sentence says what to install',
  (version) => {
    expect(checkNode(version)).toContain(`needs Node 20.19 or newer; this is ${version}`);
  },
);

test('git is looked for on PATH only', () => {
  expect(checkGit(process.env)).toBeNull();
  expect(checkGit({ PATH: '/nonexistent' })).toContain('git is not on PATH');
  expect(checkGit({})).toContain('git is not on PATH');
});

test('without git the start ends at once with that sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-no-git-'));
  try {
    symlinkSync(process.execPath, join(folder, 'node'));
    const result = spawnSync(process.execPath, ['stack/bootstrap.mjs', 'start'], {
      env: { PATH: folder },
      encoding: 'utf8',
    });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('git is not on PATH');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('on a Node that is too old the start ends at once with that sentence', () => {
  const old =
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })";
  const result = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(old)}`, 'stack/bootstrap.mjs', 'demo'],
    { encoding: 'utf8' },
  );
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('needs Node 20.19 or newer; this is 18.20.4. Install one from');
});

test('a folder that is called git is no git', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-git-folder-'));
  try {
    mkdirSync(join(folder, 'git'));
    expect(checkGit({ PATH: folder })).toContain('git is not on PATH');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the bootstrap imports nothing that must be installed first', () => {
  const listed = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', 'stack/bootstrap.mjs', 'stack/bootstrap'],
    {
      encoding: 'utf8',
    },
  );
  const files = listed.split('\n').filter((file) => file.endsWith('.mjs'));
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    const imports = readFileSync(file, 'utf8').match(/from '[^']+'/g) ?? [];
    expect(imports.filter((line) => !/^from '(node:|\.)/.test(line))).toEqual([]);
  }
});
