import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { describe, expect, inject, it } from 'vitest';
import { bundleWorkflows } from '../workflows/testing/histories.ts';
import { createPollerCount } from './count-pollers.ts';
import { type HeartbeatOptions, startHeartbeat } from './heartbeat.ts';
import { quietTemporal } from './quiet-temporal.ts';

type Beat = Parameters<HeartbeatOptions['store']['beat']>;

/** Collects beats until there are enough. */
function collect(wanted: number) {
  const beats: Beat[] = [];
  let enough = () => {};
  const done = new Promise<void>((resolve) => {
    enough = resolve;
  });
  return {
    beats,
    done,
    store: {
      async beat(...beat: Beat) {
        beats.push(beat);
        if (beats.length >= wanted) enough();
      },
    },
  };
}

describe('the heartbeat', () => {
  it('continues while Temporal and PostgreSQL are away, and reports which is away', async () => {
    const { beats, done, store } = collect(3);
    let asked = 0;
    const stop = startHeartbeat({
      worker: 'one',
      beatMs: 1,
      async countPollers() {
        asked += 1;
        if (asked === 2) throw new Error('14 UNAVAILABLE');
        return asked;
      },
      store: {
        async beat(...beat) {
          await store.beat(...beat);
          throw new Error('PostgreSQL is away');
        },
      },
    });
    await done;
    stop();
    expect(beats.slice(0, 3)).toEqual([
      ['one', 1, null],
      ['one', null, 'Temporal does not answer: 14 UNAVAILABLE'],
      ['one', 3, null],
    ]);
  });
});

describe('the pollers of a task queue', () => {
  it('are counted as Temporal sees them', async () => {
    quietTemporal(() => {});
    const address = inject('temporalAddress');
    const connection = await Connection.connect({ address });
    const native = await NativeConnection.connect({ address });
    const taskQueue = `heartbeat-${randomUUID()}`;
    const count = createPollerCount(new Client({ connection }), taskQueue);
    const signal = AbortSignal.timeout(30_000);
    try {
      expect(await count(signal)).toBe(0);
      const worker = await Worker.create({
        connection: native,
        taskQueue,
        workflowBundle: await bundleWorkflows(),
      });
      await worker.runUntil(async () => {
        await expect.poll(() => count(signal), { timeout: 20_000 }).toBe(1);
      });
    } finally {
      await native.close();
      await connection.close();
    }
  });

  it('are not waited for where Temporal does not answer', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    try {
      const count = createPollerCount(new Client({ connection }), 'any');
      await expect(count(AbortSignal.timeout(200))).rejects.toThrow();
    } finally {
      await connection.close();
    }
  });
});
