import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { obtainScratchRedis } from '../machine.ts';
import { cacheFolder, type SetUp } from './component.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import { temporal } from './temporal.ts';

let folder: string;
let setUp: SetUp;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture-component-test-'));
  said = [];
  setUp = {
    environment: { HOME: folder, PATH: join(folder, 'path') },
    root: process.cwd(),
    say: (line) => said.push(line),
    signal: new AbortController().signal,
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function putProgram(path: string, version: string) {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "program version ${version} (Server ${version})"\n`);
  chmodSync(path, 0o755);
}

describe.each([
  { component: temporal, program: 'temporal', variable: 'TEMPORAL_ADDRESS', cached: 'temporal' },
  { component: redis, program: 'redis-server', variable: 'REDIS_URL', cached: 'valkey-server' },
])('$component.name', ({ component, program, variable, cached }) => {
  test('is found by address, then on PATH, then in the cache', async () => {
    expect(await component.find(setUp)).toBeNull();
    putProgram(join(cacheFolder(setUp.environment), cached), '1.2.3');
    expect(await component.find(setUp)).toMatchObject({ source: 'cache', version: '1.2.3' });
    putProgram(join(folder, 'path', program), '4.5.6');
    expect(await component.find(setUp)).toMatchObject({ source: 'PATH', version: '4.5.6' });
    setUp.environment[variable] = 'somewhere:1';
    expect(await component.find(setUp)).toMatchObject({
      source: 'environment',
      address: 'somewhere:1',
      path: null,
    });
  });
});

test('Redis that cannot be installed is an error that names what would help', async () => {
  await expect(redis.install(setUp)).rejects.toMatchObject({
    type: 'component_missing',
    message: expect.stringMatching(/python3.*apt-get install redis-server.*REDIS_URL/s),
  });
});

test('proofs do without a Redis that cannot be installed, and never take the one of an address', async () => {
  setUp.environment.REDIS_URL = 'redis://somewhere:1';
  await obtainScratchRedis(setUp);
  expect(said.join('\n')).toMatch(/apt-get install redis-server.*the service runs without one/s);
});

test('PostgreSQL comes with the packages', async () => {
  expect(await postgres.find(setUp)).toMatchObject({
    source: 'package',
    version: expect.stringMatching(/^18\./),
  });
});
