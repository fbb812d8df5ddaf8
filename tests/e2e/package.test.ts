import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isRunning } from '../../platform/process-identity.ts';
import { anyPort } from '../../stack/ports.ts';
import {
  describeStateFolder,
  readRecord,
  readSecrets,
  type StackRecord,
  stateFolderOf,
} from '../../stack/state.ts';
import { type Loans, openLoans } from './loans.ts';
import { makeStateFolder, processesIn, removeStateFolder } from './stack.ts';

const folder = makeStateFolder();
const place = (name: string) => join(folder, name);

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
  // Where the registry is reached through a proxy with an authority of its own.
  ...(process.env.NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } : {}),
  // Those of a user's service, none of which is Suture's.
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/loans',
  PORT: '1',
};
const options = { extendEnv: false, reject: false } as const;
const npx = ['--prefix', place('installed'), 'suture'];
const suture = (...args: string[]) => execa('npx', [...npx, ...args], { ...options, cwd: loans.folder, env });
const state = () => stateFolderOf(env, place('installed'));

let loans: Loans;
let end: (() => Promise<void>) | null = null;

beforeAll(async () => {
  mkdirSync(env.HOME, { recursive: true });
  mkdirSync(place('installed'));
  loans = openLoans(place('loans'));
  await execa('npm', ['pack', '--pack-destination', folder]);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const tarball = place(`suture-${version}.tgz`);
  await execa('npm', ['install', '--no-save', tarball], { extendEnv: false, cwd: place('installed'), env });
});
afterAll(async () => {
  await end?.();
  await suture('down', '--purge', '--yes');
  removeStateFolder(folder);
});

/** Waits for what is seen from outside only. */
const until = <T>(look: () => T) => vi.waitFor(look, { timeout: 120_000, interval: 100 });

/** `suture run -- npm start`, as a person types it; resolves when the service answers. */
async function startService(variables: Record<string, string>, port: number): Promise<string> {
  const child = spawn('npx', [...npx, 'run', '--', 'npm', 'start'], {
    cwd: loans.folder,
    env: { ...env, ...variables, PORT: String(port) },
    stdio: 'ignore',
    detached: true,
  });
  const exited = once(child, 'exit');
  end = async () => {
    end = null;
    // As Ctrl-C in a terminal does: to npx, and to what it started.
    process.kill(-(child.pid as number), 'SIGINT');
    await exited;
  };
  const base = `http://127.0.0.1:${port}`;
  await until(async () => expect((await fetch(`${base}/health`)).status).toBe(200));
  return base;
}

/** Ends the worker as a crash does, and waits for the one that the supervisor starts in its place. */
async function killWorker(): Promise<void> {
  const pidOf = () =>
    readRecord(describeStateFolder(state()))?.processes.find(({ name }) => name === 'worker')?.pid ?? 0;
  const killed = pidOf();
  process.kill(killed, 'SIGKILL');
  await until(() => expect([0, killed]).not.toContain(pidOf()));
}

test('the packed package starts and shows Suture in a repository of somebody else', async () => {
  expect((await suture('--version')).stdout).toMatch(/^\d+\.\d+\.\d+$/);
  expect(await suture('init', '--yes', '--no-check')).toMatchObject({ exitCode: 0 });
  loans.declareFault();

  const first = await suture('up', '--json');
  expect(first, first.stderr).toMatchObject({ exitCode: 0 });
  const answer = JSON.parse(first.stdout);
  expect(answer).toMatchObject({
    service: 'loans',
    branch: 'main',
    dsn: expect.stringMatching(/\/loans\/1$/),
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
    { name: 'loans', repository: { host: 'local', path: loans.folder } },
  ]);
});

test('a failing request becomes a branch, which a person merges and starts, and traffic verifies it, also when the worker is killed in both waits; until then nothing of theirs changes', async () => {
  const stack = describeStateFolder(state());
  const admin = new URL(readRecord(stack)?.addresses.postgres as string);
  admin.password = readSecrets(stack).databasePassword;
  const variables = await loans.openDatabase(admin.href);
  const port = await anyPort();
  const before = await startService(variables, port);
  const mine = await loans.look();
  const incident = async (): Promise<{ phase: string }> => {
    const address = `${readRecord(stack)?.addresses.app}/developer/incidents/LIVE-0001`;
    const answer = await fetch(address, { headers: { accept: 'application/json' } });
    return ((await answer.json()) as { incident: { phase: string } }).incident;
  };

  const headers = { authorization: 'Bearer token-of-a-reader-4711' };
  expect((await fetch(`${before}/books?offset=-1`, { headers })).status).toBe(500);
  const branch = await until(() => {
    const found = loans.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/suture/');
    expect(found).toMatch(/^suture\/\S+$/);
    return found;
  });
  expect(await loans.look()).toEqual(mine);
  expect(loans.git('log', '-1', '--format=%B', branch)).toMatch(/Suture-Incident: LIVE-0001/);
  expect(loans.git('diff', '--name-only', `main...${branch}`)).toBe('src/books.js');
  await killWorker();

  await end?.();
  loans.git('merge', '--quiet', '--ff-only', branch);
  const after = await startService(variables, port);
  // The release is known, and its traffic is waited for.
  await until(async () => expect((await incident()).phase).toBe('verifying'));
  await killWorker();
  const phase = await until(async () => {
    // Its traffic: what failed is right now, and stays so.
    const answer = await fetch(`${after}/books?offset=-1`);
    expect([answer.status, ((await answer.json()) as unknown[]).length]).toEqual([200, 2]);
    // By HTTP, since npx keeps a processor busy that the heal needs.
    const { phase } = await incident();
    expect(['resolved', 'failed', 'rolled_back', 'cancelled']).toContain(phase);
    return phase;
  });
  expect(phase).toBe('resolved');
  expect(
    loans.git('log', '--format=%s', 'main', '--grep=Suture-Incident: LIVE-0001').split('\n'),
  ).toHaveLength(1);
  expect(loans.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/suture/')).not.toMatch(/\n/);
  const shown = JSON.parse((await suture('show', 'LIVE-0001', '--json')).stdout);
  expect(shown.incident.phase).toBe('resolved');
  const sent = (await suture('recording', 'show', 'LIVE-0001')).stdout;
  expect(sent).toMatch(
    /^error on \/books: status_500; personal and secret values are made up by the service\n/,
  );
  expect(sent).toMatch(/\nRequest\n[\s\S]*"path": "\/books\?offset=-1"[\s\S]*\nStep 1: sql\n/);
  expect(sent).toMatch(/"authorization": "Bearer (?!token-of-a-reader)[\w-]{22}"/);
  await end?.();
});

test('the packed package stops Suture, with all its processes', async () => {
  const { processes } = readRecord(describeStateFolder(state())) as StackRecord;
  expect(await suture('down')).toMatchObject({ exitCode: 0 });
  expect(processes.filter(isRunning)).toEqual([]);
  expect(processesIn(state())).toEqual([]);
  expect(existsSync(state())).toBe(true);
  expect((await suture('status')).exitCode).toBe(3);
});
