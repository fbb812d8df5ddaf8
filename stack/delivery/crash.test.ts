import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identify } from '../../platform/process-identity.ts';
import type { RunningDelivery } from './delivery.ts';
import type { Run } from './runs.ts';
import { startLoad } from './testing/load.ts';
import {
  createTestRig,
  eventually,
  getJson,
  type TestRig,
  untilJudged,
  untilLive,
  valuesAt,
} from './testing/test-rig.ts';

const room = dirname(fileURLToPath(import.meta.url));
let rig: TestRig;
let children: ChildProcess[];
beforeEach(async () => {
  rig = await createTestRig();
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => end(child)));
  await rig.close();
});

const value = (text: string) => ({ 'values/n.txt': text });

/** A delivery in a process of its own, to be killed. */
interface Spawned extends Omit<RunningDelivery, 'close'> {
  child: ChildProcess;
  said(): string;
}

async function bundle(): Promise<string> {
  const outfile = join(rig.folder, 'program/delivery.mjs');
  mkdirSync(dirname(outfile));
  symlinkSync(join(room, '../../node_modules'), join(rig.folder, 'program/node_modules'));
  const entry = join(room, 'fixtures/main.ts');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return outfile;
}

function run(program: string, ports: { port: number; pagesPort: number }): Spawned {
  const child = spawn(process.execPath, [program, JSON.stringify(rig.options(ports))], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return { child, ...ports, said: () => said };
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exited;
}

async function freePorts(): Promise<{ port: number; pagesPort: number }> {
  const take = () =>
    new Promise<{ port: number; give(): void }>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        resolve({ port: (server.address() as { port: number }).port, give: () => server.close() });
      });
    });
  const [one, two] = await Promise.all([take(), take()]);
  one.give();
  two.give();
  return { port: one.port, pagesPort: two.port };
}

/** Its zombie may stay: the process that adopts an orphan may never collect it. */
const isGone = (pid: number) => expect(identify(pid)).toBeNull();
const asDelivery = (spawned: Spawned): RunningDelivery => ({ ...spawned, close: () => end(spawned.child) });

describe('a release that is killed', () => {
  it('is started again, and loses no more than its requests under way', async () => {
    const first = rig.commit('First', value('1'));
    const delivery = await rig.start();
    const before = await untilLive(delivery, first);
    const inHand = fetch(`http://127.0.0.1:${delivery.port}/echo?ms=60000`, { method: 'POST', body: 'x' });
    const readInHand = getJson<{ pid: number }>(delivery.port, '/values?ms=1500');
    await eventually(async () => {
      const { live } = await getJson<{ live: { inFlight: number } }>(delivery.pagesPort, '/releases');
      expect(live.inFlight).toBe(2);
    });
    process.kill(before.pid, 'SIGKILL');
    const lost = await inHand;
    expect(lost.status).toBe(502);
    expect(await lost.json()).toMatchObject({ error: { code: 'release_lost' } });
    // Sent while nothing is up: both wait for the release to be back.
    const posted = await fetch(`http://127.0.0.1:${delivery.port}/echo`, { method: 'POST', body: 'later' });
    expect([posted.status, await posted.text()]).toEqual([200, 'later']);
    const after = await valuesAt(delivery);
    expect(after.build).toBe(first);
    expect(after.pid).not.toBe(before.pid);
    // A read that was in hand is asked again.
    expect((await readInHand).pid).toBe(after.pid);
  });

  it('fails only the requests of a load that were under way', async () => {
    const first = rig.commit('First', value('1'));
    const delivery = await rig.start();
    const { pid } = await untilLive(delivery, first);
    const load = startLoad(delivery.port);
    await eventually(() => expect(load.answered()).toBeGreaterThan(50));
    process.kill(pid, 'SIGKILL');
    await eventually(async () => expect((await valuesAt(delivery)).pid).not.toBe(pid));
    const answered = load.answered();
    await eventually(() => expect(load.answered()).toBeGreaterThan(answered + 50));
    const { failures } = await load.stop();
    // Seven clients, four of which post: at most one request each.
    expect(failures.length).toBeLessThanOrEqual(4);
    for (const failure of failures) expect(failure).toContain('release_lost');
  });
});

describe('a delivery that is killed', () => {
  it('ends with its release, which the next one starts again at once', async () => {
    const program = await bundle();
    const ports = await freePorts();
    const sha = rig.commit('First', value('1'));
    const first = run(program, ports);
    const before = await untilLive(asDelivery(first), sha);
    await end(first.child, 'SIGKILL');
    const second = run(program, ports);
    const after = await untilLive(asDelivery(second), sha);
    expect(after.pid).not.toBe(before.pid);
    isGone(before.pid);
    const { runs } = await getJson<{ runs: Run[] }>(ports.pagesPort, '/runs');
    expect(runs).toHaveLength(1);
    await end(second.child);
    expect(second.child.exitCode).toBe(0);
    isGone(after.pid);
  });

  it('leaves a run that the next one ends before it takes the new head live', async () => {
    const program = await bundle();
    const ports = await freePorts();
    const sha = rig.commit('First', value('1'));
    const first = run(program, ports);
    await untilLive(asDelivery(first), sha);
    const hanging = rig.commit('Hangs', { 'breaks/x.txt': 'test-hangs' });
    const stage = await eventually(async () => {
      const left = readRegistry().find(({ what }) => what.startsWith('test of'));
      if (!left) throw new Error('the test does not run yet');
      return left;
    });
    await end(first.child, 'SIGKILL');
    const fixed = rig.commit('[FAULT:FAULT_ONE] Fixed', { 'breaks/x.txt': null, ...value('2') });
    const second = run(program, ports);
    await untilLive(asDelivery(second), fixed);
    expect(second.said()).toContain(`ended a leftover: test of ${hanging.slice(0, 7)}`);
    isGone(stage.pid);
    const { runs } = await getJson<{ runs: Run[] }>(ports.pagesPort, '/runs');
    expect(runs.find((one) => one.sha === hanging)?.status).toBe('interrupted');
    expect((await untilJudged(asDelivery(second), hanging)).status).toBe('success');
  });

  it('leaves callbacks that the next one sends', async () => {
    const program = await bundle();
    const ports = await freePorts();
    await startAndPush();
    async function startAndPush() {
      const first = run(program, ports);
      rig.commit('First', value('1'));
      await valuesAt(asDelivery(first)).catch(() => {});
      await untilLive(asDelivery(first), rig.git('rev-parse', 'HEAD'));
      const fixed = rig.commit('[FAULT:FAULT_ONE] Fix\n\nSuture-Incident: LIVE-0001\n', value('2'));
      await untilLive(asDelivery(first), fixed);
      await untilJudged(asDelivery(first), fixed);
      await eventually(() => expect(first.said()).toContain('answered 503'));
      await end(first.child, 'SIGKILL');
    }
    expect(rig.callbacks()).toEqual([]);
    run(program, ports);
    rig.takeCallbacks();
    const taken = await eventually(() => {
      const callbacks = rig.callbacks();
      expect(callbacks.length).toBeGreaterThan(0);
      return callbacks;
    });
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({ status: 'success', incidents: ['LIVE-0001'] });
  });

  it('keeps a second one from starting on the same state', async () => {
    const sha = rig.commit('First', value('1'));
    const delivery = await rig.start();
    await untilLive(delivery, sha);
    await expect(rig.start()).rejects.toMatchObject({ type: 'already_running' });
    expect((await valuesAt(delivery)).build).toBe(sha);
    await delivery.close();
    const next = await rig.start();
    await untilLive(next, sha);
  });

  it('does not end another process that got the number of a dead one', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
    children.push(stranger);
    mkdirSync(join(rig.stateDir, 'delivery'), { recursive: true });
    const entry = { pid: stranger.pid, started: 'another-boot/1', what: 'release 0000000' };
    writeFileSync(join(rig.stateDir, 'delivery/processes.json'), JSON.stringify([entry]));
    writeFileSync(join(rig.stateDir, 'delivery/lock'), JSON.stringify(entry));
    const sha = rig.commit('First', value('1'));
    const delivery = await rig.start();
    await untilLive(delivery, sha);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });
});

function readRegistry(): { pid: number; what: string }[] {
  return JSON.parse(readFileSync(join(rig.stateDir, 'delivery/processes.json'), 'utf8'));
}
