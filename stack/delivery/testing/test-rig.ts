import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { chooseSandbox } from '../../../proof/sandbox/sandbox.ts';
import { type DeliveryOptions, type RunningDelivery, startDelivery } from '../delivery.ts';
import type { Outcome } from '../outcome.ts';
import { startReceiver, type TakenCallback } from './receiver.ts';

const room = join(dirname(fileURLToPath(import.meta.url)), '..');
const SECRET = Buffer.from('a secret of the tests, long enough').toString('base64');

/** An origin repository with the fixture service, a clone to commit in, a state folder, and a receiver of callbacks. */
export interface TestRig {
  folder: string;
  origin: string;
  stateDir: string;
  /** Writes files (null removes one), commits and, unless `push` is false, pushes. Returns the commit. */
  commit(subject: string, files: Record<string, string | null>, push?: boolean): string;
  git(...args: string[]): string;
  options(more?: Partial<DeliveryOptions>): DeliveryOptions;
  start(more?: Partial<DeliveryOptions>): Promise<RunningDelivery>;
  /** What the delivery logged. */
  lines: string[];
  /** From now on callbacks are accepted. */
  takeCallbacks(): void;
  /** The callbacks that were accepted, their signatures verified. */
  callbacks(): TakenCallback[];
  /** Ends the deliveries started here and removes everything. */
  close(): Promise<void>;
}

const ENVIRONMENT = {
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  HOME: process.env.HOME ?? '/tmp',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
const AUTHOR = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@localhost',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@localhost',
};

export async function createTestRig(): Promise<TestRig> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture-delivery-')));
  const origin = join(folder, 'origin.git');
  const clone = join(folder, 'clone');
  const stateDir = join(folder, 'state');
  const receiver = await startReceiver(SECRET);
  const lines: string[] = [];
  const running: RunningDelivery[] = [];

  const git = (...args: string[]) =>
    execFileSync('git', ['-C', clone, ...args], {
      env: { ...ENVIRONMENT, ...AUTHOR },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

  mkdirSync(clone);
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', origin]);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', clone]);
  git('remote', 'add', 'origin', origin);
  cpSync(join(room, 'fixtures/service'), clone, { recursive: true });

  const rig: TestRig = {
    folder,
    origin,
    stateDir,
    lines,
    git,
    commit(subject, files, push = true) {
      for (const [path, text] of Object.entries(files)) {
        const target = join(clone, path);
        mkdirSync(dirname(target), { recursive: true });
        if (text === null) rmSync(target);
        else writeFileSync(target, text);
      }
      git('add', '-A');
      git('commit', '--quiet', '-m', subject);
      if (push) git('push', '--quiet', 'origin', 'main');
      return git('rev-parse', 'HEAD');
    },
    options: (more = {}) => ({
      service: { name: 'fixture', repository: origin, branch: 'main' },
      stateDir,
      sandbox: chooseSandbox({ sandbox: 'auto', path: process.env.PATH }),
      packages: join(folder, 'packages'),
      host: '127.0.0.1',
      port: 0,
      pagesHost: '127.0.0.1',
      pagesPort: 0,
      callbackUrl: receiver.url,
      callbackSecret: SECRET,
      buildEnvironment: ENVIRONMENT,
      plainEnvironment: ENVIRONMENT,
      offered: {},
      guard: () => [],
      log: (line) => lines.push(line),
      ...more,
      limits: { poll: 200, healthDeadline: 5_000, ...more.limits },
    }),
    async start(more) {
      const delivery = await startDelivery(rig.options(more));
      running.push(delivery);
      return delivery;
    },
    takeCallbacks: receiver.open,
    callbacks: receiver.taken,
    async close() {
      await Promise.all(running.map((delivery) => delivery.close()));
      await receiver.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return rig;
}

/** Waits until `look` no longer throws, and returns what it returned. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 120_000, interval: 20 });
}

export async function getJson<T>(port: number, path: string): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return (await answer.json()) as T;
}

/** What the fixture service answers on any path. */
export interface FixtureAnswer {
  build: string;
  pid: number;
  values: Record<string, string>;
  headers: Record<string, string>;
}

export const valuesAt = (delivery: RunningDelivery) => getJson<FixtureAnswer>(delivery.port, '/values');

/** Waits until the commit has the traffic. */
export function untilLive(delivery: RunningDelivery, sha: string): Promise<FixtureAnswer> {
  return eventually(async () => {
    const answer = await valuesAt(delivery);
    if (answer.build !== sha) throw new Error(`${answer.build} is live, not ${sha}`);
    return answer;
  });
}

/** Waits until the pipeline has judged the commit. */
export function untilJudged(delivery: RunningDelivery, sha: string): Promise<Outcome> {
  return eventually(async () => {
    const outcome = await getJson<Outcome>(delivery.pagesPort, `/outcome/${sha}`);
    if (outcome.status !== 'success' && outcome.status !== 'failure') throw new Error(outcome.status);
    return outcome;
  });
}
