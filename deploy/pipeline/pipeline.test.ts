import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import config from '../../suture.config.ts';
import { runScript } from '../testing/run-script.ts';

let folder: string;
let outputs: string;
let service: Server;
let url: string;
/** What the service says that it runs, request by request; the last stays. */
let builds: (string | null)[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'suture-pipeline-'));
  outputs = join(folder, 'outputs');
  writeFileSync(outputs, '');
  builds = [];
  service = createServer((_, response) => {
    const build = builds.length > 1 ? builds.shift() : builds[0];
    response.writeHead(build ? 200 : 503).end(JSON.stringify({ build_sha: build ?? null }));
  });
  await new Promise<void>((listening) => service.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterEach(() => {
  service.close();
  service.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

const outputsSaid = () =>
  Object.fromEntries(
    readFileSync(outputs, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

describe('the beginning of a rollout', () => {
  const git = (...args: string[]) => {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@localhost',
      '-c',
      'core.hooksPath=/dev/null',
    ];
    return execFileSync('git', ['-C', folder, ...identity, ...args], { encoding: 'utf8' }).trim();
  };
  const commit = (subject: string) => {
    git('commit', '--quiet', '--allow-empty', '--message', subject);
    return git('rev-parse', 'HEAD');
  };
  const begin = async (GITHUB_SHA: string, BEFORE = '0'.repeat(40)) => {
    const ran = await runScript(
      resolve('deploy/pipeline/begin.mjs'),
      [],
      { SERVICE_URL: url, GITHUB_SHA, BEFORE, GITHUB_OUTPUT: outputs },
      folder,
    );
    expect(ran).toMatchObject({ code: 0 });
    return outputsSaid();
  };
  beforeEach(() => void git('init', '--quiet', '--initial-branch=main'));

  it('takes in what the live release has not, also of runs that were cancelled', async () => {
    const live = commit('Write the app');
    commit('[FAULT:FAULT_ONE] Mend the first');
    const before = commit('[FAULT:FAULT_TWO] Mend the second');
    const head = commit('[FAULT:FAULT_ONE] Mend the first again');
    builds = [live];
    const said = await begin(head, before);
    expect(JSON.parse(said.fault_codes as string)).toEqual(['FAULT_ONE', 'FAULT_TWO']);
    expect(said.worker).toBe('false');
  });

  it('leaves the worker alone for heals, their reverts and resets only', async () => {
    const live = commit('Write the app');
    builds = [live];
    expect(await begin(commit('Revert "[FAULT:FAULT_ONE] Mend the first"'))).toMatchObject({
      worker: 'false',
    });
    expect(await begin(commit('[RESET] Put the baselines back'))).toMatchObject({ worker: 'false' });
    expect(await begin(commit('Teach the worker'))).toMatchObject({ worker: 'true' });
  });

  it('begins where the push began when no release is up, and with the head alone when that is unknown too', async () => {
    const before = commit('[FAULT:FAULT_ONE] Mend the first');
    const head = commit('[FAULT:FAULT_TWO] Mend the second');
    builds = [null];
    expect(await begin(head, before)).toEqual({ fault_codes: '["FAULT_TWO"]', worker: 'true' });
    builds = ['development'];
    expect((await begin(head)).fault_codes).toBe('["FAULT_TWO"]');
  });

  it('reads subjects as data', async () => {
    const live = commit('Write the app');
    builds = [live];
    const head = commit('[FAULT:FAULT_ONE] $(touch owned) `touch owned`; worker=true');
    expect(await begin(head)).toEqual({ fault_codes: '["FAULT_ONE"]', worker: 'false' });
    expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('owned');
  });
});

describe('a stage', () => {
  const stage = (...args: string[]) =>
    runScript(resolve('deploy/pipeline/stage.mjs'), args, { RUNNER_TEMP: folder, GITHUB_OUTPUT: outputs });

  it('keeps how long it took, beside those before it', async () => {
    expect((await stage('check', process.execPath, '-e', '0')).code).toBe(0);
    expect((await stage('test', process.execPath, '-e', 'console.log("said")')).stdout).toContain('said');
    const durations = JSON.parse(outputsSaid().durations as string);
    expect(Object.keys(durations)).toEqual(['check', 'test']);
    expect(durations.test).toBeGreaterThan(0);
    expect(outputsSaid()).not.toHaveProperty('failed');
  });

  it('fails with its command, and says so', async () => {
    expect((await stage('test', process.execPath, '-e', 'process.exit(3)')).code).toBe(3);
    expect(outputsSaid().failed).toContain('stage test');
    expect((await stage('test', '/no/such/program')).code).toBe(1);
  });
});

describe('waiting until a commit is live', () => {
  const awaitLive = (sha: string, seconds: string) =>
    runScript(resolve('deploy/pipeline/await-live.mjs'), [url, sha, seconds], {});

  it('asks until all answers are the commit', async () => {
    builds = ['old', 'new', 'old', 'new'];
    expect((await awaitLive('new', '20')).code).toBe(0);
    expect(builds).toEqual(['new']);
  });

  it('gives up, and says what is live', async () => {
    builds = ['old'];
    expect(await awaitLive('new', '1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it answers old'),
    });
  });
});

it('checks, tests and builds as the local delivery does', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const { build } = config.services[0] as (typeof config.services)[0];
  const plain = (command: string[]) => command.join(' ').replace('node_modules/.bin/', '');
  expect([scripts['service:check'], scripts['service:test'], scripts['service:build']]).toEqual([
    plain(build.typecheck),
    plain(build.test),
    plain(build.command),
  ]);
});
