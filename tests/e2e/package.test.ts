import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRunning } from '../../platform/process-identity.ts';
import { type StackRecord, stateFolderOf } from '../../stack/state.ts';
import { makeStateFolder, processesIn, removeStateFolder } from './stack.ts';

const folder = makeStateFolder();
const place = (name: string) => join(folder, name);
const repository = place('orders');

/** A machine of somebody else: an empty home, and of this one the caches of npm and of the components only. */
const env = {
  PATH: process.env.PATH,
  HOME: place('home'),
  XDG_STATE_HOME: place('state'),
  XDG_CACHE_HOME: process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  npm_config_cache: process.env.npm_config_cache || join(homedir(), '.npm'),
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  // Those of a user's service, none of which is Suture's.
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/orders',
  PORT: '1',
};
const options = { extendEnv: false, reject: false } as const;
const git = (...args: string[]) =>
  execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' }).trim();
const suture = (...args: string[]) =>
  execa('npx', ['--prefix', place('installed'), 'suture', ...args], { ...options, cwd: repository, env });

beforeAll(async () => {
  mkdirSync(env.HOME, { recursive: true });
  mkdirSync(place('installed'));
  cpSync('tests/fixtures/orders', repository, { recursive: true });
  rmSync(join(repository, 'suture.yaml'), { force: true });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '--quiet', '--message=Start');
  await execa('npm', ['pack', '--pack-destination', folder]);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const tarball = place(`suture-${version}.tgz`);
  await execa('npm', ['install', '--no-save', tarball], { extendEnv: false, cwd: place('installed'), env });
});
afterAll(async () => {
  await suture('down', '--purge', '--yes');
  removeStateFolder(folder);
});

test('the packed package starts, shows and stops Suture in a repository of somebody else, and leaves it as it was', async () => {
  const head = git('rev-parse', 'HEAD');
  expect((await suture('--version')).stdout).toMatch(/^\d+\.\d+\.\d+$/);
  expect(await suture('init', '--yes', '--no-check')).toMatchObject({ exitCode: 0 });

  const first = await suture('up', '--json');
  expect(first, first.stderr).toMatchObject({ exitCode: 0 });
  const answer = JSON.parse(first.stdout);
  expect(answer).toMatchObject({
    service: 'orders',
    branch: 'main',
    dsn: expect.stringMatching(/\/orders$/),
  });
  expect(JSON.parse((await suture('up', '--json')).stdout)).toEqual(answer);
  expect((await fetch(answer.dashboard)).status).toBe(200);

  const status = JSON.parse((await suture('status', '--json')).stdout);
  const { pid, processes }: { pid: number; processes: StackRecord['processes'] } = status.stack;
  expect(pid).toBe(answer.pid);
  expect(processes.map(({ name }) => name).sort()).toEqual([
    'app',
    'postgres',
    'redis',
    'temporal',
    'worker',
  ]);
  expect(status.services).toMatchObject([
    { name: 'orders', repository: { host: 'local', path: repository } },
  ]);

  expect(await suture('down')).toMatchObject({ exitCode: 0 });
  expect(processes.filter(isRunning)).toEqual([]);
  const state = stateFolderOf(env, place('installed'));
  expect(processesIn(state)).toEqual([]);
  expect(existsSync(state)).toBe(true);
  expect((await suture('status')).exitCode).toBe(3);

  expect(git('status', '--porcelain')).toBe('?? suture.yaml');
  expect(git('for-each-ref', '--format=%(refname) %(objectname)')).toBe(`refs/heads/main ${head}`);
});
