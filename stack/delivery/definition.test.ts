import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestRig,
  eventually,
  getJson,
  type TestRig,
  untilJudged,
  untilLive,
  valuesAt,
} from './testing/test-rig.ts';

let rig: TestRig;
beforeEach(async () => {
  rig = await createTestRig();
  rig.takeCallbacks();
});
afterEach(() => rig.close());

const good = (name: string) => ({ [`values/${name}.txt`]: name });
const broken = (name: string, how: string) => ({ [`breaks/${name}.txt`]: how });
const readText = (path: string) => readFile(path, 'utf8');

describe('the definition of a commit', () => {
  it('reports a commit whose suture.yaml is not valid', async () => {
    rig.commit('First', good('a'));
    const delivery = await rig.start();
    await valuesAt(delivery);
    const bad = rig.commit('Bad definition', { 'suture.yaml': 'name: Not A Name\n' });
    const outcome = await untilJudged(delivery, bad);
    expect(outcome).toMatchObject({ status: 'failure', detail: expect.stringContaining('checkout failed') });
    expect(outcome.detail).toContain('name: lower-case letters');
  });

  it('skips what the definition leaves out, and waits for the port where it names no health path', async () => {
    const sha = rig.commit('Bare', {
      'suture.yaml': 'name: bare\nbuild: node stage.mjs build\nstart: exec node dist/app.mjs\n',
      ...broken('x', 'check'),
      ...broken('y', 'test'),
      ...broken('z', 'unhealthy'),
    });
    const delivery = await rig.start();
    expect((await untilLive(delivery, sha)).build).toBe(sha);
  });

  it('migrates before the release starts, and only a commit whose checks passed', async () => {
    const url = 'postgres://fixture@127.0.0.1/fixture';
    const migrating = (ok: boolean) => ({
      'suture.yaml': `name: fixture
build: node stage.mjs build
test: node stage.mjs test
start: [node, dist/app.mjs]
database:
  kind: postgres
  variable: ITS_DATABASE
  migrate: echo "$ITS_DATABASE" >> ${rig.folder}/migrations
`,
      ...(ok ? {} : broken('y', 'test')),
    });
    const sha = rig.commit('Migrates', migrating(true));
    const delivery = await rig.start({ offered: { DATABASE_URL: url } });
    await untilLive(delivery, sha);
    await untilJudged(delivery, rig.commit('Fails its test', migrating(false)));
    expect(await readText(join(rig.folder, 'migrations'))).toBe(`${url}\n`);
    const environment = await getJson<Record<string, string>>(delivery.port, '/environment');
    expect(environment.ITS_DATABASE).toBe(url);
    expect(environment.DATABASE_URL).toBeUndefined();
  });

  it('starts the stand-in of an upstream that has no address, and again when it dies', async () => {
    const standIn = (port: string) =>
      `require('node:http').createServer((_, answer) => answer.end(String(process.pid))).listen(${port}, '127.0.0.1')`;
    const sha = rig.commit('With an upstream', {
      'suture.yaml': `name: fixture
build: node stage.mjs build
start: [node, dist/app.mjs]
upstreams:
  - name: prices
    command: [node, -e, "${standIn('{port}')}"]
    health: /health
    variable: PRICES_URL
`,
    });
    const delivery = await rig.start();
    await untilLive(delivery, sha);
    const { PRICES_URL } = await getJson<Record<string, string>>(delivery.port, '/environment');
    const pid = Number(await (await fetch(PRICES_URL as string)).text());
    process.kill(pid, 'SIGKILL');
    const next = await eventually(async () => Number(await (await fetch(PRICES_URL as string)).text()));
    expect(next).not.toBe(pid);
  });
});
