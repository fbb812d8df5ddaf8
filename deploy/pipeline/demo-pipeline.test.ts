import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '../../tests/support/demonstration.ts';
import { runScript } from '../testing/run-script.ts';

let folder: string;
let outputs: string;
let service: Server;
let url: string;
/** The commit that the service names, request by request; the last one stays. */
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

const readOutputs = () =>
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
  /** @param incident for the trailer; without it the commit is a person's */
  const commit = (subject: string, incident?: string) => {
    const trailer = incident ? ['--trailer', `Suture-Incident: ${incident}`] : [];
    git('commit', '--quiet', '--allow-empty', '--message', subject, ...trailer);
    return git('rev-parse', 'HEAD');
  };
  const begin = async (GITHUB_SHA: string, BEFORE = '0'.repeat(40)) => {
    const ran = await runScript(
      resolve('demo/service/pipeline/begin.mjs'),
      [],
      { SERVICE_URL: url, GITHUB_SHA, BEFORE, GITHUB_OUTPUT: outputs },
      folder,
    );
    expect(ran).toMatchObject({ code: 0 });
    return readOutputs();
  };
  beforeEach(() => void git('init', '--quiet', '--initial-branch=main'));

  it('names the incidents of all commits that the live release does not have', async () => {
    const live = commit('Write the service');
    commit('[FAULT:FAULT_ONE] Fix the first', 'LIVE-0001');
    const before = commit('[FAULT:FAULT_TWO] Fix the second', 'LIVE-0002');
    const head = commit('[FAULT:FAULT_ONE] Fix the first again', 'LIVE-0001');
    builds = [live];
    const { incidents } = await begin(head, before);
    expect(JSON.parse(incidents as string).sort()).toEqual(['LIVE-0001', 'LIVE-0002']);
  });

  it('names no incident for commits of people and for resets', async () => {
    const live = commit('Write the service');
    builds = [live];
    expect(await begin(commit('Add a route'))).toEqual({ incidents: '[]' });
    expect(await begin(commit('[RESET] Put the baselines back'))).toEqual({ incidents: '[]' });
  });

  it('starts at the push when no release answers, and takes the head alone when the push is unknown too', async () => {
    const before = commit('[FAULT:FAULT_ONE] Fix the first', 'LIVE-0001');
    const head = commit('[FAULT:FAULT_TWO] Fix the second', 'LIVE-0002');
    builds = [null];
    expect(await begin(head, before)).toEqual({ incidents: '["LIVE-0002"]' });
    builds = ['development'];
    expect(await begin(head)).toEqual({ incidents: '["LIVE-0002"]' });
  });

  it('treats commit messages as data', async () => {
    const live = commit('Write the service');
    builds = [live];
    commit('$(touch owned) `touch owned`', '$(touch owned)"],incidents=["LIVE-0009"]');
    const head = commit('[FAULT:FAULT_ONE] Fix the first', 'LIVE-0001');
    expect(await begin(head)).toEqual({ incidents: '["LIVE-0001"]' });
    expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('owned');
  });
});

describe('a stage', () => {
  const stage = (...args: string[]) =>
    runScript(resolve('demo/service/pipeline/stage.mjs'), args, {
      RUNNER_TEMP: folder,
      GITHUB_OUTPUT: outputs,
    });

  it('adds its duration to those of earlier stages', async () => {
    expect((await stage('check', process.execPath, '-e', '0')).code).toBe(0);
    expect((await stage('test', process.execPath, '-e', 'console.log("said")')).stdout).toContain('said');
    const durations = JSON.parse(readOutputs().durations as string);
    expect(Object.keys(durations)).toEqual(['check', 'test']);
    expect(durations.test).toBeGreaterThan(0);
    expect(readOutputs()).not.toHaveProperty('failed');
  });

  it('fails when its command fails, and names the command', async () => {
    expect((await stage('test', process.execPath, '-e', 'process.exit(3)')).code).toBe(3);
    expect(readOutputs().failed).toContain('stage test');
    expect((await stage('test', '/no/such/program')).code).toBe(1);
  });
});

describe.each(['deploy/pipeline', 'demo/service/pipeline'])('%s/await-live.mjs', (scripts) => {
  const awaitLive = (sha: string, seconds: string) =>
    runScript(resolve(scripts, 'await-live.mjs'), [url, sha, seconds], {});

  it('asks until all answers name the commit', async () => {
    builds = ['old', 'new', 'old', 'new'];
    expect((await awaitLive('new', '20')).code).toBe(0);
    expect(builds).toEqual(['new']);
  });

  it('fails after its time limit, and names the live commit', async () => {
    builds = ['old'];
    expect(await awaitLive('new', '1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Its last answer is old.'),
    });
  });
});

it('the scripts of the demonstration run the commands of its suture.yaml', () => {
  const { scripts } = JSON.parse(readFileSync('demo/service/package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  const { build, typecheck, test, start, database } = demonstration().definition;
  const plain = (command: string[] | false | null) =>
    (command || []).join(' ').replace('node_modules/.bin/', '');
  expect(scripts).toMatchObject({
    build: plain(build),
    typecheck: plain(typecheck),
    test: plain(test),
    start: plain(start),
    migrate: plain(database ? database.migrate : null),
  });
});
