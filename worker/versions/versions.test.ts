import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { prepareWorkflows } from '../../workflows/testing/histories.ts';
import { startTestStack, type TestStack } from '../../workflows/testing/stack.ts';
import { MENDED } from '../../workflows/testing/world.ts';
import type { WorkerVersion } from '../temporal-options.ts';
import { adoptHeals, startAdopting } from './adopt-heals.ts';
import { untilDrained } from './drain.ts';
import { keepVersion } from './keep-version.ts';
import { promoteVersion } from './promote-version.ts';

let stack: TestStack;
let older: WorkerVersion;
let newer: WorkerVersion;
const { signal } = new AbortController();

beforeEach(async () => {
  const deploymentName = `suture-${randomBytes(4).toString('hex')}`;
  older = { deploymentName, buildId: 'older' };
  newer = { deploymentName, buildId: 'newer' };
  const workflowBundle = await prepareWorkflows();
  const policy = { approval: true };
  stack = await startTestStack({ workflowBundle, policy, startsWorker: false, script: [[MENDED], [MENDED]] });
});
afterEach(() => stack.stop());

async function release(version: WorkerVersion): Promise<void> {
  await stack.startWorker({ machine: version.buildId, version });
  await promoteVersion(stack.client, version, signal);
}

async function untilAsked(fault: string): Promise<string> {
  const id = await stack.fail(fault);
  await stack.reaches(id, 'awaiting_approval');
  return id;
}

async function approve(id: string): Promise<void> {
  await stack.heal(id).signal('decide', { approved: true, by: 'Ada', reason: '' });
  await stack.reaches(id, 'resolved');
  await stack.heal(id).result();
}

/** The builds that worked on a heal. */
async function builds(incidentId: string): Promise<string[]> {
  const { events } = await stack.heal(incidentId).fetchHistory();
  const all = (events ?? []).flatMap(
    ({ workflowTaskCompletedEventAttributes: done }) => done?.deploymentVersion?.buildId ?? [],
  );
  return [...new Set(all)];
}

const taskQueue = async (id: string) => (await stack.heal(id).describe()).taskQueue;

it('lets a heal finish on the version that it started with, and starts the next one on the new version', async () => {
  await release(older);
  const first = await untilAsked('one');
  await release(newer);
  const second = await untilAsked('two');
  await approve(first);
  await approve(second);
  expect(await builds(first)).toEqual(['older']);
  expect(await builds(second)).toEqual(['newer']);
});

it('keeps an older worker until the last heal of its version is done, and no longer', async () => {
  await release(older);
  const heal = await untilAsked('one');
  await release(newer);
  const steps: string[] = [];
  const draining = keepVersion({
    client: stack.client,
    version: older,
    taskQueue: await taskQueue(heal),
    promotes: true,
    drains: true,
    signal,
    log: (line) => steps.push(line),
    stop: () => steps.push('stops'),
    everyMs: 100,
  });
  await approve(heal);
  expect(steps).toEqual([`finishes the heals of version older of ${older.deploymentName}`]);
  await draining;
  expect(steps.slice(1)).toEqual(['none is left', 'stops']);
  expect(await builds(heal)).toEqual(['older']);
});

it('has nothing to finish when the release brought no other version, unless a person decides that', async () => {
  await release(older);
  const { client } = stack;
  const asked = { client, version: older, everyMs: 10, settleMs: 50 };
  expect(await untilDrained({ ...asked, signal, promotes: true })).toBe('current');
  const stopping = new AbortController();
  const look = vi.spyOn(client.workflowService, 'describeWorkerDeploymentVersion');
  const waits = untilDrained({ ...asked, signal: stopping.signal, promotes: false });
  waits.catch(() => {});
  await vi.waitFor(() => expect(look.mock.calls.length).toBeGreaterThan(20), 30_000);
  stopping.abort();
  await expect(waits).rejects.toMatchObject({ name: 'AbortError' });
});

it('takes over a heal whose version nobody serves any more, and leaves those that somebody serves', async () => {
  await release(older);
  const heal = await untilAsked('one');
  await release(newer);
  const adoption = { client: stack.client, version: newer, taskQueue: await taskQueue(heal) };
  expect(await adoptHeals(adoption)).toEqual({});
  expect(await adoptHeals({ ...adoption, version: older, goneAfterMs: 0 })).toEqual({});

  await stack.stopWorker('older');
  const log: string[] = [];
  const stop = startAdopting({ ...adoption, goneAfterMs: 0 }, (line) => log.push(line), 100);
  await approve(heal);
  stop();
  expect(log[0]).toBe('takes over from version older, which no worker serves any more: 1');
  expect(await builds(heal)).toEqual(['older', 'newer']);
  expect(await adoptHeals({ ...adoption, goneAfterMs: 0 })).toEqual({});
});
