import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningDelivery } from './delivery.ts';
import type { Outcome } from './outcome.ts';
import type { Run } from './runs.ts';
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

/** A commit of a heal. */
const fix = (number: number, subject = 'Fix') =>
  `[FAULT:FAULT_${number}] ${subject}\n\nSuture-Incident: LIVE-000${number}\n`;
const good = (name: string, value = name) => ({ [`values/${name}.txt`]: value });
const broken = (name: string, how: string) => ({ [`breaks/${name}.txt`]: how });

describe('the pipeline', () => {
  it('releases the head that it finds first, without a callback', async () => {
    const first = rig.commit('First', good('a'));
    const delivery = await rig.start();
    const answer = await untilLive(delivery, first);
    expect(answer.values).toEqual({ 'a.txt': 'a' });
    expect((await untilJudged(delivery, first)).status).toBe('success');
    expect(rig.callbacks()).toEqual([]);
  });

  it('shows nothing to a page whose name was made to lead here', async () => {
    rig.commit('First', good('a'));
    const delivery = await rig.start();
    const statusFor = (host: string) =>
      new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port: delivery.pagesPort, path: '/releases', headers: { host } };
        get(options, ({ statusCode }) => resolve(statusCode)).on('error', reject);
      });
    expect(await statusFor(`rebound.example:${delivery.pagesPort}`)).toBe(403);
    expect(await statusFor(`localhost:${delivery.pagesPort}`)).toBe(200);
  });

  it('takes the rights of a file away by which it would run as its owner', async () => {
    const first = rig.commit('First', { ...good('a'), ...broken('a', 'special-rights') });
    const delivery = await rig.start();
    await untilLive(delivery, first);
    const [built] = readdirSync(join(rig.stateDir, 'releases'), {
      recursive: true,
      withFileTypes: true,
    }).filter(({ name, parentPath }) => name === 'app.mjs' && parentPath.endsWith('dist'));
    expect(built && statSync(join(built.parentPath, built.name)).mode & 0o7777).toBe(0o755);
    const log = await fetch((await untilJudged(delivery, first)).run_url as string);
    expect(await log.text()).toContain(
      'The commands left files with special rights, which were taken away: dist/app.mjs',
    );
  });

  it('takes a push live and calls back with the incidents of all its commits', async () => {
    rig.commit('First', good('a'));
    const delivery = await rig.start();
    await valuesAt(delivery);
    rig.commit(fix(1), good('b'), false);
    rig.commit('Something else', good('c'), false);
    const head = rig.commit(fix(2), good('d'));
    await untilLive(delivery, head);
    const [callback, ...more] = await eventually(() => {
      const taken = rig.callbacks();
      expect(taken.length).toBeGreaterThan(0);
      return taken;
    });
    expect(more).toEqual([]);
    expect(callback).toMatchObject({
      status: 'success',
      commit_sha: head,
      service: 'fixture',
      incidents: ['LIVE-0001', 'LIVE-0002'],
      detail: '',
    });
    expect(Object.keys(callback?.durations_ms ?? {}).sort()).toEqual([
      'build',
      'check',
      'checkout',
      'rollout',
      'test',
    ]);
    const log = await fetch(callback?.run_url as string);
    expect(await log.text()).toContain('--- build: node stage.mjs build');
  });

  it.each([
    ['check', 'check', 'the check finds something wrong'],
    ['test', 'test', 'the test finds something wrong'],
    ['build', 'build', 'the build finds something wrong'],
    ['start', 'exit', 'this release ends at once'],
    ['start', 'unhealthy', '/up answered 500'],
    ['start', 'wrong-build', '/up/build answered 200 {"build_sha":"other"}'],
  ])('keeps the old release when %s fails (%s)', async (stage, how, said) => {
    const first = rig.commit('First', good('a'));
    const delivery = await rig.start({ limits: { healthDeadline: 3_000 } });
    await untilLive(delivery, first);
    const bad = rig.commit(fix(1), broken('x', how));
    const outcome = await untilJudged(delivery, bad);
    expect(outcome.status).toBe('failure');
    const [callback] = await eventually(() => {
      const taken = rig.callbacks();
      expect(taken).toHaveLength(1);
      return taken;
    });
    expect(callback).toMatchObject({ status: 'failure', commit_sha: bad, incidents: ['LIVE-0001'] });
    expect(callback?.detail).toMatch(new RegExp(`^${stage} failed\\.`));
    expect(callback?.detail).toContain(said);
    expect((await valuesAt(delivery)).build).toBe(first);
    const { runs } = await getJson<{ runs: Run[] }>(delivery.pagesPort, '/runs');
    expect(runs[0]).toMatchObject({ status: 'failure', stage, sha: bad });
  });

  describe('tries again, without a failure,', () => {
    const limits = { triesAgain: [10, 10, 10] };
    const interrupted = async (delivery: RunningDelivery, sha: string) => {
      const { runs } = await getJson<{ runs: Run[] }>(delivery.pagesPort, '/runs');
      return runs.filter((run) => run.sha === sha && run.status === 'interrupted');
    };

    it.each([
      ['the tests', 'test of', 'test'],
      ['the release', 'release', 'start'],
    ])('when %s are killed', async (_, what, stage) => {
      const gate = join(rig.folder, 'gate');
      const wait = `until [ -e ${gate} ]; do sleep 0.05; done`;
      rig.commit('First', good('a'));
      const delivery = await rig.start({ limits });
      await valuesAt(delivery);
      const definition = readFileSync(join(rig.folder, 'clone/suture.yaml'), 'utf8');
      const sha = rig.commit(fix(1), {
        'suture.yaml': definition
          .replace('[node, stage.mjs, test]', `"${wait}"`)
          .replace('[node, dist/app.mjs]', `"${wait}; exec node dist/app.mjs"`),
      });
      const pid = await eventually(() => {
        const text = readFileSync(join(rig.stateDir, 'delivery/processes.json'), 'utf8');
        const entries = JSON.parse(text) as { pid: number; what: string }[];
        const found = entries.find((each) => each.what === `${what} ${sha.slice(0, 7)}`);
        if (!found) throw new Error('it does not run yet');
        return found.pid;
      });
      process.kill(-pid, 'SIGKILL');
      await eventually(async () => expect(await interrupted(delivery, sha)).toHaveLength(1));
      const pending = await getJson<Outcome>(delivery.pagesPort, `/outcome/${sha}`);
      expect(pending).toMatchObject({ status: 'pending', detail: expect.stringContaining('was killed') });
      writeFileSync(gate, '');
      await untilLive(delivery, sha);
      expect((await interrupted(delivery, sha))[0]).toMatchObject({ stage });
      await eventually(() => expect(rig.callbacks().map(({ status }) => status)).toEqual(['success']));
    });

    it('while its database is away, and reports it as the fault of its surroundings after the last try', async () => {
      const DATABASE_URL = 'postgres://someone@127.0.0.1:1/shop';
      rig.commit('First', good('a'));
      const delivery = await rig.start({ limits: { triesAgain: [10, 10] }, offered: { DATABASE_URL } });
      await valuesAt(delivery);
      const definition = readFileSync(join(rig.folder, 'clone/suture.yaml'), 'utf8');
      const migrate = 'echo the migration fails; exit 1';
      const sha = rig.commit(fix(1), {
        'suture.yaml': `${definition}database: { kind: postgres, migrate: ${migrate} }\n`,
      });
      const detail = expect.stringContaining('DATABASE_URL (127.0.0.1:1) does not answer.');
      expect(await untilJudged(delivery, sha)).toMatchObject({
        status: 'failure',
        cause: 'surroundings',
        detail,
      });
      expect(await interrupted(delivery, sha)).toHaveLength(2);
      const [callback] = await eventually(() => {
        expect(rig.callbacks()).toHaveLength(1);
        return rig.callbacks();
      });
      expect(callback).toMatchObject({ status: 'failure', cause: 'surroundings', detail });
    });
  });

  it('ends the other stages as soon as one fails', async () => {
    rig.commit('First', good('a'));
    const delivery = await rig.start();
    await valuesAt(delivery);
    const bad = rig.commit('Bad', { ...broken('x', 'check'), ...broken('y', 'test-hangs') });
    const outcome = await untilJudged(delivery, bad);
    expect(outcome.detail).toMatch(/^check failed/);
  });

  it('takes three pushes at the same time together or one after another, none lost', async () => {
    rig.commit('First', good('a'));
    const delivery = await rig.start();
    await valuesAt(delivery);
    const commits = [1, 2, 3].map((number) => rig.commit(fix(number), good(`n${number}`)));
    const answer = await untilLive(delivery, commits[2] as string);
    expect(Object.keys(answer.values)).toEqual(['a.txt', 'n1.txt', 'n2.txt', 'n3.txt']);
    for (const commit of commits) expect((await untilJudged(delivery, commit)).status).toBe('success');
    await eventually(() => {
      const reported = new Set(rig.callbacks().flatMap((callback) => callback.incidents));
      expect([...reported].sort()).toEqual(['LIVE-0001', 'LIVE-0002', 'LIVE-0003']);
    });
  });

  it('fails all commits of a run together, and takes the rest live with the next head', async () => {
    const first = rig.commit('First', good('a'));
    const delivery = await rig.start();
    await untilLive(delivery, first);
    const one = rig.commit(fix(1), good('one'), false);
    const two = rig.commit(fix(2), broken('two', 'test'));
    for (const commit of [one, two]) expect((await untilJudged(delivery, commit)).status).toBe('failure');
    expect((await valuesAt(delivery)).build).toBe(first);

    const revert = rig.commit(fix(2, 'Revert'), { 'breaks/two.txt': null });
    const answer = await untilLive(delivery, revert);
    expect(Object.keys(answer.values)).toEqual(['a.txt', 'one.txt']);
    expect((await untilJudged(delivery, revert)).status).toBe('success');
    // What a run has judged stays judged: its heal has received the callback.
    expect((await untilJudged(delivery, one)).status).toBe('failure');

    const reported = await eventually(() => {
      const taken = rig.callbacks();
      expect(taken).toHaveLength(2);
      return taken.map(({ status, commit_sha, incidents }) => ({ status, commit_sha, incidents }));
    });
    const incidents = ['LIVE-0001', 'LIVE-0002'];
    expect(reported).toEqual([
      { status: 'failure', commit_sha: two, incidents },
      { status: 'success', commit_sha: revert, incidents },
    ]);
  });

  it('does not run a head again that failed', async () => {
    rig.commit('First', good('a'));
    const delivery = await rig.start();
    await untilJudged(delivery, rig.commit('Bad', broken('x', 'check')));
    await delivery.close();
    const again = await rig.start();
    await valuesAt(again);
    const { runs } = await getJson<{ runs: Run[] }>(again.pagesPort, '/runs');
    expect(runs.filter(({ status }) => status === 'failure')).toHaveLength(1);
  });

  it('follows a branch that is set back', async () => {
    const first = rig.commit('First', good('a'));
    const delivery = await rig.start();
    await untilLive(delivery, first);
    const second = rig.commit('Second', good('b'));
    await untilLive(delivery, second);
    rig.git('push', '--quiet', '--force', 'origin', `${first}:main`);
    await untilLive(delivery, first);
  });

  it('keeps the current release, a few before it, and the newest runs', async () => {
    let head = rig.commit('First', good('a'));
    const delivery = await rig.start({ limits: { previousReleases: 1, keptRuns: 3, drain: 1_000 } });
    await untilLive(delivery, head);
    const shas = [head];
    for (const value of ['2', '3', '4', '5']) {
      head = rig.commit(`Value ${value}`, good('a', value));
      shas.unshift(head);
      await untilLive(delivery, head);
    }
    await untilJudged(delivery, head);
    await eventually(() => {
      expect(readdirSync(join(rig.stateDir, 'releases')).sort()).toEqual(shas.slice(0, 2).sort());
    });
    const { runs } = await getJson<{ runs: Run[] }>(delivery.pagesPort, '/runs');
    expect(runs.map((run) => run.sha)).toEqual(shas.slice(0, 3));
    const gone = await fetch(`http://127.0.0.1:${delivery.pagesPort}/runs/000001-${shas[4]?.slice(0, 7)}`);
    expect(gone.status).toBe(404);
  });

  it('answers unknown for a commit it has never seen, and 400 for no commit', async () => {
    rig.commit('First', good('a'));
    const delivery = await rig.start();
    const outcome = await getJson<Outcome>(delivery.pagesPort, `/outcome/${'0'.repeat(40)}`);
    expect(outcome).toEqual({ status: 'unknown', run_url: null, detail: '' });
    expect((await fetch(`http://127.0.0.1:${delivery.pagesPort}/outcome/x`)).status).toBe(400);
  });

  it('leaves nothing running when it is closed in the middle of a run', async () => {
    const first = rig.commit('First', good('a'));
    const delivery = await rig.start();
    const { pid } = await untilLive(delivery, first);
    const next = rig.commit('Hangs', broken('x', 'test-hangs'));
    await eventually(async () => {
      const { runs } = await getJson<{ runs: Run[] }>(delivery.pagesPort, '/runs');
      expect(runs[0]).toMatchObject({ sha: next, status: 'running' });
    });
    await delivery.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(existsSync(join(rig.stateDir, 'delivery/lock'))).toBe(false);
    expect(JSON.parse(await readText(join(rig.stateDir, 'delivery/processes.json')))).toEqual([]);
  });
});

const readText = (path: string) => readFile(path, 'utf8');
