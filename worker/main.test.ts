import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, WorkflowClient } from '@temporalio/client';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { healWorkflowId } from '../domain/incident.ts';
import type { FaultDefinition, ServiceDefinition } from '../domain/service-definition.ts';
import { createStore } from '../store/create-store.ts';
import type { Store } from '../store/store.ts';
import { occurrence } from '../store/testing/occurrence.ts';
import { createTestDatabase } from '../store/testing.ts';
import config from '../suture.config.ts';
import { draw, setSequences } from '../workflows/testing/stack.ts';

const READY_MS = 60_000;
const [service] = config.services as [ServiceDefinition];
const [fault] = service.faults as [FaultDefinition];

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let folder: string;
const running: ChildProcess[] = [];

beforeAll(() => {
  execFileSync(process.execPath, ['tools/build.mjs', 'worker', 'workflows']);
});
beforeEach(async () => {
  database = await createTestDatabase();
  await setSequences(database.url, [draw(), draw()]);
  store = createStore({ databaseUrl: database.url });
  folder = await mkdtemp(join(tmpdir(), 'suture-worker-'));
  execFileSync('git', [
    'clone',
    '--quiet',
    '--bare',
    '--no-local',
    '--depth=1',
    `file://${process.cwd()}`,
    join(folder, 'origin.git'),
  ]);
});
afterEach(async () => {
  for (const program of running.splice(0)) {
    program.kill('SIGKILL');
    if (program.exitCode === null && program.signalCode === null) await once(program, 'exit');
  }
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** The built program, as a container runs it. */
function startWorker(given: Record<string, string>) {
  const program = spawn(process.execPath, ['dist/worker.js'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      REDIS_URL: inject('redisUrl'),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      ORIGIN_REPOSITORY: join(folder, 'origin.git'),
      STATE_DIR: folder,
      SANDBOX: 'process',
      // Nothing is delivered here.
      DELIVERY_URL: 'http://127.0.0.1:1',
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
    says: (text: string) =>
      vi.waitFor(() => expect(output).toContain(text), { timeout: READY_MS, interval: 50 }),
    ended: once(program, 'exit').then(([code]) => code as number | null),
    stop: () => program.kill('SIGTERM'),
  };
}

describe('a worker with versions', () => {
  // A Temporal that is given, rather than the tests' own, looks every three minutes whether a version is drained.
  it('becomes the current one, and one of an older version leaves once its heals are done', {
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
    // It waits until healing goes on.
    await store.setPaused(true, 'by the test');
    const { incidentId } = await store.recordOccurrence(
      occurrence({ service: service.name, faultCode: fault.code }),
    );
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
    await left.says('worker ready');
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

  it('has nothing to finish without one', async () => {
    const worker = startWorker({ TEMPORAL_DRAIN: 'true' });
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toContain('Set TEMPORAL_DEPLOYMENT, or leave TEMPORAL_DRAIN away');
  });
});
