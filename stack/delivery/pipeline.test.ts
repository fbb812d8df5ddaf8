import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from './outcome.ts';
import type { Run } from './runs.ts';
import {
  createWorkbench,
  eventually,
  getJson,
  untilJudged,
  untilLive,
  valuesAt,
  type Workbench,
} from './testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
  bench.takeCallbacks();
});
afterEach(() => bench.close());

const good = (name: string, value = name) => ({ [`values/${name}.txt`]: value });
const broken = (name: string, how: string) => ({ [`breaks/${name}.txt`]: how });

describe('the pipeline', () => {
  it('releases the head it finds first, and tells nobody', async () => {
    const first = bench.commit('First', good('a'));
    const delivery = await bench.start();
    const answer = await untilLive(delivery, first);
    expect(answer.values).toEqual({ 'a.txt': 'a' });
    expect((await untilJudged(delivery, first)).status).toBe('success');
    expect(bench.callbacks()).toEqual([]);
  });

  it('takes a push live and calls back with the fault codes of all its commits', async () => {
    bench.commit('First', good('a'));
    const delivery = await bench.start();
    await valuesAt(delivery);
    bench.commit('[FAULT:FAULT_ONE] Mend one', good('b'), false);
    bench.commit('Something else', good('c'), false);
    const head = bench.commit('[FAULT:FAULT_TWO] Mend two', good('d'));
    await untilLive(delivery, head);
    const [callback, ...more] = await eventually(() => {
      const taken = bench.callbacks();
      expect(taken.length).toBeGreaterThan(0);
      return taken;
    });
    expect(more).toEqual([]);
    expect(callback).toMatchObject({
      status: 'success',
      commit_sha: head,
      fault_codes: ['FAULT_ONE', 'FAULT_TWO'],
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
    const first = bench.commit('First', good('a'));
    const delivery = await bench.start({ limits: { healthDeadline: 3_000 } });
    await untilLive(delivery, first);
    const bad = bench.commit('[FAULT:FAULT_ONE] Not mended', broken('x', how));
    const outcome = await untilJudged(delivery, bad);
    expect(outcome.status).toBe('failure');
    const [callback] = await eventually(() => {
      const taken = bench.callbacks();
      expect(taken).toHaveLength(1);
      return taken;
    });
    expect(callback).toMatchObject({ status: 'failure', commit_sha: bad, fault_codes: ['FAULT_ONE'] });
    expect(callback?.detail).toMatch(new RegExp(`^${stage} failed\\.`));
    expect(callback?.detail).toContain(said);
    expect((await valuesAt(delivery)).build).toBe(first);
    const { runs } = await getJson<{ runs: Run[] }>(delivery.pagesPort, '/runs');
    expect(runs[0]).toMatchObject({ status: 'failure', stage, sha: bad });
  });

  it('ends the other stages as soon as one fails', async () => {
    bench.commit('First', good('a'));
    const delivery = await bench.start();
    await valuesAt(delivery);
    const bad = bench.commit('Bad', { ...broken('x', 'check'), ...broken('y', 'test-hangs') });
    const outcome = await untilJudged(delivery, bad);
    expect(outcome.detail).toMatch(/^check failed/);
  });

  it('takes three pushes at the same time together or one after another, none lost', async () => {
    bench.commit('First', good('a'));
    const delivery = await bench.start();
    await valuesAt(delivery);
    const commits = ['ONE', 'TWO', 'THREE'].map((name) =>
      bench.commit(`[FAULT:FAULT_${name}] Mend`, good(name)),
    );
    const answer = await untilLive(delivery, commits[2] as string);
    expect(Object.keys(answer.values)).toEqual(['ONE.txt', 'THREE.txt', 'TWO.txt', 'a.txt']);
    for (const commit of commits) expect((await untilJudged(delivery, commit)).status).toBe('success');
    await eventually(() => {
      const told = new Set(bench.callbacks().flatMap((callback) => callback.fault_codes));
      expect([...told].sort()).toEqual(['FAULT_ONE', 'FAULT_THREE', 'FAULT_TWO']);
    });
  });

  it('lets one bad commit of a batch take no other down', async () => {
    const first = bench.commit('First', good('a'));
    const delivery = await bench.start();
    await untilLive(delivery, first);
    const one = bench.commit('[FAULT:FAULT_ONE] Mend', good('one'), false);
    const two = bench.commit('[FAULT:FAULT_TWO] Mend badly', broken('two', 'test'), false);
    const three = bench.commit('[FAULT:FAULT_THREE] Mend', good('three'));

    await untilLive(delivery, one);
    expect((await untilJudged(delivery, one)).status).toBe('success');
    expect((await untilJudged(delivery, two)).status).toBe('failure');
    const held = await eventually(async () => {
      const outcome = await getJson<Outcome>(delivery.pagesPort, `/outcome/${three}`);
      expect(outcome.detail).toContain('Good by itself');
      return outcome;
    });
    expect(held.status).toBe('pending');
    expect(held.detail).toContain(two.slice(0, 7));

    const revert = bench.commit('[FAULT:FAULT_TWO] Take back', { 'breaks/two.txt': null });
    const answer = await untilLive(delivery, revert);
    expect(Object.keys(answer.values)).toEqual(['a.txt', 'one.txt', 'three.txt']);
    expect((await untilJudged(delivery, three)).status).toBe('success');
    expect((await untilJudged(delivery, revert)).status).toBe('success');
    expect((await untilJudged(delivery, two)).status).toBe('failure');

    const told = await eventually(() => {
      const taken = bench.callbacks();
      expect(taken).toHaveLength(3);
      return taken.map(({ status, commit_sha, fault_codes }) => ({ status, commit_sha, fault_codes }));
    });
    expect(told).toEqual(
      expect.arrayContaining([
        { status: 'success', commit_sha: one, fault_codes: ['FAULT_ONE'] },
        { status: 'failure', commit_sha: two, fault_codes: ['FAULT_TWO'] },
        { status: 'success', commit_sha: revert, fault_codes: ['FAULT_TWO', 'FAULT_THREE'] },
      ]),
    );
  });

  it('fails a commit that cannot be taken without a failed one', async () => {
    bench.commit('First', good('a'));
    const delivery = await bench.start();
    await valuesAt(delivery);
    const one = bench.commit('Bad', { ...broken('x', 'check'), 'values/a.txt': 'changed' });
    await untilJudged(delivery, one);
    const two = bench.commit('On top', { 'values/a.txt': 'changed again' });
    const outcome = await untilJudged(delivery, two);
    expect(outcome).toMatchObject({ status: 'failure' });
    expect(outcome.detail).toContain('cannot be taken without it');
  });

  it('follows a branch that is set back', async () => {
    const first = bench.commit('First', good('a'));
    const delivery = await bench.start();
    await untilLive(delivery, first);
    const second = bench.commit('Second', good('b'));
    await untilLive(delivery, second);
    bench.git('push', '--quiet', '--force', 'origin', `${first}:main`);
    await untilLive(delivery, first);
  });

  it('keeps the current release, a few before it, and the newest runs', async () => {
    let head = bench.commit('First', good('a'));
    const delivery = await bench.start({ limits: { previousReleases: 1, keptRuns: 3, drain: 1_000 } });
    await untilLive(delivery, head);
    const shas = [head];
    for (const value of ['2', '3', '4', '5']) {
      head = bench.commit(`Value ${value}`, good('a', value));
      shas.unshift(head);
      await untilLive(delivery, head);
    }
    await untilJudged(delivery, head);
    await eventually(() => {
      expect(readdirSync(join(bench.stateDir, 'releases')).sort()).toEqual(shas.slice(0, 2).sort());
    });
    const { runs } = await getJson<{ runs: Run[] }>(delivery.pagesPort, '/runs');
    expect(runs.map((run) => run.sha)).toEqual(shas.slice(0, 3));
    const gone = await fetch(`http://127.0.0.1:${delivery.pagesPort}/runs/000001-${shas[4]?.slice(0, 7)}`);
    expect(gone.status).toBe(404);
  });

  it('answers unknown for a commit it has never seen, and 400 for no commit', async () => {
    bench.commit('First', good('a'));
    const delivery = await bench.start();
    const outcome = await getJson<Outcome>(delivery.pagesPort, `/outcome/${'0'.repeat(40)}`);
    expect(outcome).toEqual({ status: 'unknown', run_url: null, detail: '' });
    expect((await fetch(`http://127.0.0.1:${delivery.pagesPort}/outcome/x`)).status).toBe(400);
  });

  it('leaves nothing running when it is closed in the middle of a run', async () => {
    const first = bench.commit('First', good('a'));
    const delivery = await bench.start();
    const { pid } = await untilLive(delivery, first);
    const next = bench.commit('Hangs', broken('x', 'test-hangs'));
    await eventually(async () => {
      const { runs } = await getJson<{ runs: Run[] }>(delivery.pagesPort, '/runs');
      expect(runs[0]).toMatchObject({ sha: next, status: 'running' });
    });
    await delivery.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(existsSync(join(bench.stateDir, 'delivery/lock'))).toBe(false);
    expect(JSON.parse(await readText(join(bench.stateDir, 'delivery/processes.json')))).toEqual([]);
  });
});

async function readText(path: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(path, 'utf8');
}
