import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { unpolledBy } from './polled-by.ts';

const [served, idle] = [`served-${randomUUID()}`, `idle-${randomUUID()}`];
let connection: Connection;
let native: NativeConnection;
beforeAll(async () => {
  const address = inject('temporalAddress');
  connection = await Connection.connect({ address });
  native = await NativeConnection.connect({ address });
});
afterAll(async () => {
  await connection.close();
  await native.close();
});

it('names the queues that no worker of the host takes work from', async () => {
  const about = { client: new Client({ connection }), namespace: 'default', taskQueues: [served, idle] };
  expect(await unpolledBy('here', about)).toEqual([served, idle]);
  const worker = await Worker.create({
    connection: native,
    taskQueue: served,
    identity: '7@here',
    activities: { rest: async () => {} },
  });
  await worker.runUntil(async () => {
    await vi.waitFor(async () => expect(await unpolledBy('here', about)).toEqual([idle]), 120_000);
    expect(await unpolledBy('elsewhere', about)).toEqual([served, idle]);
  });
});
