import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { prepareWorkflows } from '../../workflows/testing/histories.ts';
import { startTestStack, type TestStack } from '../../workflows/testing/stack.ts';
import { FIXED } from '../../workflows/testing/world.ts';
import type { WorkerVersion } from '../temporal-options.ts';
import { adoptHeals, startAdopting } from './adopt-heals.ts';
import { isDraining, untilDrained } from './drain.ts';
import { keepVersion } from './keep-version.ts';
import { promoteVersion } from './promote-version.ts';

/** A Temporal that is given, rather than the tests' own, looks every three minutes whether a version is drained. */
const PATIENTLY = { timeout: 600_000 };

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
  stack = await startTestStack({ workflowBundle, policy, startsWorker: false, script: [[FIXED], [FIXED]] });
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

it('keeps an older worker until the last heal of its version is done, and no longer', PATIENTLY, async () => {
  await release(older);
  const heal = await untilAsked('one');
  await release(newer);
  const asked = { client: stack.client, version: older, signal, everyMs: 100 };
  expect(await isDraining(asked)).toBe(true);
  const steps: string[] = [];
  const draining = keepVersion({
    ...asked,
    taskQueue: await taskQueue(heal),
    promotes: true,
    drains: true,
    log: (line) => steps.push(line),
    stop: () => steps.push('stops'),
  });
  await approve(heal);
  await draining;
  expect(steps).toEqual(['no heal of this version is left', 'stops']);
  expect(await builds(heal)).toEqual(['older']);
  await vi.waitFor(async () => expect(await isDraining(asked)).toBe(false), { timeout: 60_000 });
});

it('has nothing to finish when no other version has followed', async () => {
  await release(older);
  const asked = { client: stack.client, signal, everyMs: 10, settleMs: 50 };
  expect(await isDraining({ ...asked, version: older })).toBe(false);
  expect(await isDraining({ ...asked, version: newer })).toBe(false);
});

it('continues to drain while Temporal does not answer', PATIENTLY, async () => {
  await release(older);
  const heal = await untilAsked('one');
  await release(newer);
  const look = vi.spyOn(stack.client.workflowService, 'describeWorkerDeploymentVersion');
  const away = Object.assign(new Error('14 UNAVAILABLE'), { code: 14, details: '', metadata: {} });
  for (let times = 0; times < 5; times += 1) look.mockRejectedValueOnce(away);
  const asked = { client: stack.client, version: older, signal, everyMs: 10, settleMs: 0 };
  expect(await isDraining(asked)).toBe(true);
  expect(look.mock.calls.length).toBe(6);
  for (let times = 0; times < 5; times += 1) look.mockRejectedValueOnce(away);
  let over = false;
  const drained = untilDrained(asked).then(() => {
    over = true;
  });
  await vi.waitFor(() => expect(look.mock.calls.length).toBeGreaterThan(14), 120_000);
  expect(over).toBe(false);
  await approve(heal);
  await drained;
});

it('takes over a heal whose version no worker serves, and leaves those that a worker serves', async () => {
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
  expect(log[0]).toBe(`takes over from ${older.deploymentName}:older, which no worker serves: 1`);
  expect(await builds(heal)).toEqual(['older', 'newer']);
  expect(await adoptHeals({ ...adoption, goneAfterMs: 0 })).toEqual({});
});
