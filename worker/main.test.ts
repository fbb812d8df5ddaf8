import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, WorkflowClient } from '@temporalio/client';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { createTestClone, type TestClone } from '../adapters/code-host/testing.ts';
import { healWorkflowId } from '../domain/incident.ts';
import { createStore } from '../store/create-store.ts';
import type { Store } from '../store/store.ts';
import { occurrence } from '../store/testing/occurrence.ts';
import { createTestDatabase } from '../store/testing.ts';
import { draw, setSequences } from '../workflows/testing/repository.ts';

const READY_MS = 60_000;
const FAULT = 'FAULT_CHECKOUT';
const DEFINITION = `name: shop
faults:
  - code: ${FAULT}
    title: The checkout fails
    route: /checkout
    allowedFiles: [checkout.js]
    probe: { request: { method: POST, path: /checkout }, expect: { status: 200 } }
`;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let folder: string;
const running: ChildProcess[] = [];
const clones: TestClone[] = [];

beforeAll(() => {
  execFileSync(process.execPath, ['tools/build.mjs', 'worker', 'workflows']);
});
beforeEach(async () => {
  database = await createTestDatabase();
  await setSequences(database.url, [draw(), draw()]);
  store = createStore({ databaseUrl: database.url });
  folder = await mkdtemp(join(tmpdir(), 'suture-worker-'));
});
afterEach(async () => {
  for (const program of running.splice(0)) {
    program.kill('SIGKILL');
    if (program.exitCode === null && program.signalCode === null) await once(program, 'exit');
  }
  for (const clone of clones.splice(0)) await clone.remove();
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A service with a repository of its own; nothing delivers it. */
async function attach(name: string, definition: string): Promise<void> {
  const clone = await createTestClone({ 'suture.yaml': definition });
  clones.push(clone);
  await attachAt(name, await clone.publish());
}

async function attachAt(name: string, path: string): Promise<void> {
  const delivery = { kind: 'local', url: 'http://127.0.0.1:1' } as const;
  const repository = { host: 'local', path } as const;
  const where = { repository, branch: 'main', url: 'http://127.0.0.1:1', delivery };
  await store.attachService({ name, ...where }, randomBytes(16).toString('hex'));
}

/** The built program, as a container runs it. */
function startWorker(given: Record<string, string>) {
  const program = spawn(process.execPath, ['dist/worker.js'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      REDIS_URL: inject('redisUrl'),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      STATE_DIR: folder,
      SANDBOX: 'process',
      ...given,
    },
  });
  running.push(program);
  let output = '';
  const gather = (part: Buffer) => {
    output += part;
  };
  program.stdout?.on('data', gather);
  program.stderr?.on('data', gather);
  return {
    output: () => output,
    hasEnded: () => program.exitCode !== null,
    logs: (text: string) =>
      vi.waitFor(() => expect(output).toContain(text), { timeout: READY_MS, interval: 50 }),
    ended: once(program, 'exit').then(([code]) => code as number | null),
    stop: () => program.kill('SIGTERM'),
  };
}

it('serves every attached service, and reports one whose repository is missing', {
  timeout: 120_000,
}, async () => {
  const queue = randomBytes(4).toString('hex');
  await attach('shop', DEFINITION);
  await attachAt('lost', join(folder, 'absent.git'));
  const worker = startWorker({ TASK_QUEUE: queue, HEAVY_TASK_QUEUE: `${queue}-heavy` });
  await worker.logs('worker ready');
  // It is attached while the worker runs.
  await attach('bank', 'name: bank\noutput: [build]\nhealth: /healthz\n');
  await vi.waitFor(
    async () => {
      const [bank, lost, shop] = await store.listServices();
      expect(bank).toMatchObject({ name: 'bank', definition: { health: '/healthz' }, problem: null });
      expect(shop).toMatchObject({ name: 'shop', definition: { faults: [{ code: FAULT }] } });
      expect(lost).toMatchObject({ definition: null, problem: expect.stringContaining('absent.git') });
    },
    { timeout: READY_MS, interval: 50 },
  );
  worker.stop();
  expect(await worker.ended, worker.output()).toBe(0);
});

it('names the settings that are missing', async () => {
  const worker = startWorker({ DATABASE_URL: '', REDIS_URL: '' });
  expect(await worker.ended).toBe(1);
  expect(worker.output()).toContain('Set DATABASE_URL and REDIS_URL');
});

describe('a worker with versions', () => {
  // A Temporal from the environment, unlike the tests' own, checks every three minutes whether a version is drained.
  it('becomes the current one, and a worker of an older version ends after its heals', {
    timeout: 600_000,
  }, async () => {
    const name = randomBytes(4).toString('hex');
    const versions = {
      TEMPORAL_DEPLOYMENT: `suture-${name}`,
      TASK_QUEUE: name,
      HEAVY_TASK_QUEUE: `${name}-heavy`,
    };
    const older = { ...versions, TEMPORAL_BUILD_ID: 'older' };
    const connection = await Connection.connect({ address: inject('temporalAddress') });
    const becomesCurrent = (build: string, worker: ReturnType<typeof startWorker>) =>
      vi.waitFor(
        async () => {
          const asked = { namespace: 'default', deploymentName: versions.TEMPORAL_DEPLOYMENT };
          if (worker.hasEnded()) throw new Error(worker.output());
          const { workerDeploymentInfo: info } =
            await connection.workflowService.describeWorkerDeployment(asked);
          expect(info?.routingConfig?.currentDeploymentVersion?.buildId).toBe(build);
        },
        { timeout: READY_MS, interval: 50 },
      );

    const before = startWorker(older);
    await becomesCurrent('older', before);
    await attach('shop', DEFINITION);
    await vi.waitFor(async () => expect((await store.getService('shop'))?.definition).not.toBeNull(), {
      timeout: READY_MS,
      interval: 50,
    });
    // Its heal waits until healing is resumed.
    await store.setPaused(true, 'by the test');
    const { incidentId } = await store.recordOccurrence(occurrence({ service: 'shop', faultCode: FAULT }));
    const client = new WorkflowClient({ connection });
    const heal = client.getHandle(healWorkflowId(incidentId));
    const servedBy = async () => {
      const { events } = await heal.fetchHistory();
      return (events ?? []).flatMap(
        ({ workflowTaskCompletedEventAttributes: done }) => done?.deploymentVersion?.buildId ?? [],
      );
    };
    // By what the server, too, counts the heals of a version.
    const query = `TemporalWorkerDeploymentVersion = '${versions.TEMPORAL_DEPLOYMENT}:older' AND ExecutionStatus = 'Running'`;
    const counted = async () => expect((await client.count(query)).count).toBe(1);
    await vi.waitFor(counted, { timeout: READY_MS, interval: 50 });

    const after = startWorker({ ...versions, TEMPORAL_BUILD_ID: 'newer' });
    await becomesCurrent('newer', after);
    before.stop();
    expect(await before.ended).toBe(0);
    const left = startWorker({ ...older, TEMPORAL_DRAIN: 'true' });
    await left.logs('worker ready');
    expect(left.output()).toContain(`finishes the heals of version older of ${versions.TEMPORAL_DEPLOYMENT}`);

    await heal.cancel();
    await expect(heal.result()).rejects.toThrow('cancelled');
    expect(await left.ended, left.output()).toBe(0);
    expect(left.output()).toContain('no heal of this version is left');
    expect(new Set(await servedBy())).toEqual(new Set(['older']));
    await becomesCurrent('newer', after);
    after.stop();
    expect(await after.ended, after.output()).toBe(0);
    await connection.close();
  });

  it('does not start to drain without a version', async () => {
    const worker = startWorker({ TEMPORAL_DRAIN: 'true' });
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toContain('Set TEMPORAL_DEPLOYMENT, or unset TEMPORAL_DRAIN');
  });
});
