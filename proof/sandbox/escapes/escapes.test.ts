import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bubblewrapForTests } from '../../testing.ts';
import { bubblewrap } from '../bubblewrap.ts';
import { plainProcess } from '../process.ts';
import type { Sandbox } from '../task.ts';
import type { Surroundings } from './attempt.ts';
import { CALLS } from './calls.ts';
import { FILES } from './files.ts';
import { KERNEL } from './kernel.ts';
import { NETWORK } from './network.ts';
import { runAttempts } from './run-attempts.ts';
import { prepareSurroundings } from './surroundings.ts';

const ATTEMPTS = [...FILES, ...NETWORK, ...KERNEL, ...CALLS];
const ORDINARY = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const found = bubblewrapForTests();

const programs = mkdtempSync('/tmp/sandbox-escapes-bwrap-');
let here: Surroundings & { close(): Promise<void> };
let theirs: Surroundings & { close(): Promise<void> };
beforeAll(async () => {
  process.env.SANDBOX_ESCAPE_SECRET = 'secret';
  here = await prepareSurroundings(null);
  theirs = await prepareSurroundings(isRoot ? ORDINARY : null);
});
afterAll(async () => {
  delete process.env.SANDBOX_ESCAPE_SECRET;
  await here.close();
  await theirs.close();
  rmSync(programs, { recursive: true });
});

/** The same sandbox, as an ordinary user would use it. */
function asOrdinary(sandbox: Sandbox): Sandbox {
  if (!isRoot) return sandbox;
  const { uid, gid } = ORDINARY;
  return {
    ...sandbox,
    wrap(task, limits) {
      const { file, args, ...rest } = sandbox.wrap(task, limits);
      return {
        ...rest,
        file: '/usr/bin/setpriv',
        args: ['--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups', '--', file, ...args],
      };
    },
  };
}

async function reachedBy(sandbox: Sandbox, surroundings: Surroundings): Promise<string[]> {
  const outcomes = await runAttempts(sandbox, ATTEMPTS, surroundings);
  return ATTEMPTS.filter(({ name }) => outcomes.get(name)?.reached).map(({ name }) => name);
}

it('makes at least sixty attempts, each with a name and a reason of its own', () => {
  expect(ATTEMPTS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(ATTEMPTS.map(({ name }) => name)).size).toBe(ATTEMPTS.length);
});

describe.runIf(found)('bubblewrap', () => {
  /** The cache of root is closed to others. */
  const copy = join(programs, 'bwrap');
  copyFileSync(found as string, copy);
  chmodSync(programs, 0o755);
  chmodSync(copy, 0o755);

  it('holds every attempt when Suture runs as root', async () => {
    expect(await reachedBy(bubblewrap(copy), here)).toEqual([]);
  });

  it('holds every attempt when Suture runs as an ordinary user', async () => {
    expect(await reachedBy(asOrdinary(bubblewrap(copy, null)), theirs)).toEqual([]);
  });
});

describe('the weak sandbox', () => {
  const named = (user: 'root' | 'ordinary') =>
    ATTEMPTS.filter(({ weak }) => weak !== undefined && (user === 'root' || weak !== 'root')).map(
      ({ name }) => name,
    );

  it('lets through only what is named, as root and as an ordinary user', async () => {
    const reached = await Promise.all([
      reachedBy(plainProcess(), here),
      reachedBy(asOrdinary(plainProcess()), theirs),
    ]);
    expect(named(isRoot ? 'root' : 'ordinary')).toEqual(expect.arrayContaining(reached[0]));
    expect(named('ordinary')).toEqual(expect.arrayContaining(reached[1]));
  });

  it('is described by a page that names each of them', () => {
    const page = readFileSync(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8');
    expect(named('root').filter((name) => !page.includes(`| ${name} |`))).toEqual([]);
  });
});
