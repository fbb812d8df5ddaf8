import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../connect.ts';
import { createStore } from '../create-store.ts';
import type { OutboxMessage, OutboxRow } from '../model.ts';
import type { Store } from '../store.ts';
import { incidentIn } from '../testing/incident-in.ts';
import { createTestDatabase } from '../testing.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
beforeEach(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const signal = (workflowId: string, payload: unknown = null): OutboxMessage => ({
  kind: 'signal',
  workflowId,
  signal: 'wake',
  payload,
});
/** Enqueues one message for each name: `a1` is the first for the workflow `a`. */
async function fill(...names: string[]): Promise<void> {
  for (const name of names) await store.enqueue(signal(name[0] as string, name), name);
}
const nameOf = ({ message }: OutboxRow) => (message.kind === 'signal' ? message.payload : null) as string;

/** Takes everything that is due. */
async function take(from = store, limit = 1_000): Promise<string[]> {
  const taken: string[] = [];
  await from.dispatchOutbox(async (row) => void taken.push(nameOf(row)), limit);
  return taken;
}
/** Refuses everything that is due. */
/** @param most tries in one go: a first wait may be over at once on a machine that is busy */
const refuse = (most = 1_000) =>
  store.dispatchOutbox(async () => {
    throw new Error('Temporal is away');
  }, most);

interface Row {
  name: string;
  tries: number;
  wait_ms: number;
  last_error: string | null;
  delivered: boolean;
}
async function rows(): Promise<Row[]> {
  const db = connect(database.url, 1);
  try {
    const answer = await sql<Row>`
      select dedupe_key as name, tries, last_error, delivered_at is not null as delivered,
        extract(epoch from due_at - clock_timestamp())::float8 * 1000 as wait_ms
      from outbox order by id`.execute(db);
    return answer.rows;
  } finally {
    await db.destroy();
  }
}
/** Makes everything that waits due now, as time would. */
async function passTime(): Promise<void> {
  const db = connect(database.url, 1);
  await sql`update outbox set due_at = now() where delivered_at is null`.execute(db);
  await db.destroy();
}

describe('the outbox', () => {
  it('hands messages over in their order, each once', async () => {
    await fill('a1', 'b1', 'a2', 'c1', 'b2');
    expect(await store.outboxDepth()).toBe(5);
    expect(await take()).toEqual(['a1', 'b1', 'a2', 'c1', 'b2']);
    expect(await take()).toEqual([]);
    expect(await store.outboxDepth()).toBe(0);
  });

  it('hands over as many as are asked for', async () => {
    await fill('a1', 'b1', 'c1');
    expect(await take(store, 2)).toEqual(['a1', 'b1']);
    expect(await take(store, 2)).toEqual(['c1']);
  });

  it('takes the same key once, and tells whether it did', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => store.enqueue(signal('a', 'a1'), 'a1')),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await take()).toEqual(['a1']);
    expect(await store.enqueue(signal('a', 'a1'), 'a1')).toBe(false);
    expect(await take()).toEqual([]);
  });

  it('tries again what was not taken, after a wait that grows up to ten seconds', async () => {
    await fill('a1');
    const waits: number[] = [];
    for (let tries = 1; tries <= 9; tries += 1) {
      expect(await refuse(1)).toBe(0);
      const [row] = await rows();
      expect(row).toMatchObject({ tries, last_error: 'Temporal is away', delivered: false });
      // The first waits may be over by now on a machine that is busy.
      if (tries > 6) expect(await take()).toEqual([]);
      waits.push(row?.wait_ms ?? 0);
      await passTime();
    }
    for (const [index, wait] of waits.entries()) {
      const due = Math.min(10_000, 100 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(due);
      expect(wait).toBeGreaterThan(due - 5_000);
    }
    expect(waits.at(-1)).toBeGreaterThan(5_000);
    expect(await take()).toEqual(['a1']);
    expect(await rows()).toMatchObject([{ tries: 10, last_error: null, delivered: true }]);
  });

  it('tells the dispatcher how often a row was tried', async () => {
    await fill('a1');
    await refuse(1);
    await passTime();
    const seen: OutboxRow[] = [];
    await store.dispatchOutbox(async (row) => void seen.push(row), 1);
    expect(seen).toMatchObject([{ id: expect.any(Number), message: signal('a', 'a1'), tries: 1 }]);
  });

  it('lets a row that waits hold up its own workflow and no other', async () => {
    await fill('a1', 'a2', 'b1', 'a3');
    const taken: string[] = [];
    await store.dispatchOutbox(async (row) => {
      if (nameOf(row) === 'a1') throw new Error('not yet');
      taken.push(nameOf(row));
    }, 10);
    expect(taken).toEqual(['b1']);
    await passTime();
    expect(await take()).toEqual(['a1', 'a2', 'a3']);
  });

  it('keeps a reason that PostgreSQL cannot hold as it is', async () => {
    await fill('a1');
    await store.dispatchOutbox(async () => {
      throw new Error(`odd \0 ${'x'.repeat(5_000)}`);
    }, 1);
    const [row] = await rows();
    expect(row?.last_error).toMatch(/^odd \ufffd x+…$/);
  });
});

describe('several dispatchers at once', () => {
  it('take each row once, and keep the order of each workflow', async () => {
    const workflows = ['a', 'b', 'c', 'd', 'e'];
    for (let number = 1; number <= 12; number += 1)
      await fill(...workflows.map((name) => `${name}${number}`));
    const others = [1, 2, 3].map(() => createStore({ databaseUrl: database.url, poolSize: 2 }));
    const taken: string[] = [];
    const running = new Set<string>();
    const work = async (from: Store) => {
      while ((await store.outboxDepth()) > 0) {
        await from.dispatchOutbox(async (row) => {
          const name = nameOf(row);
          const workflow = name[0] as string;
          expect(running.has(workflow), `two messages for ${workflow} at the same time`).toBe(false);
          running.add(workflow);
          await new Promise((resolve) => setImmediate(resolve));
          taken.push(name);
          running.delete(workflow);
        }, 5);
      }
    };
    try {
      await Promise.all([store, ...others].map(work));
    } finally {
      await Promise.all(others.map((other) => other.close()));
    }
    expect(new Set(taken).size).toBe(60);
    expect(taken).toHaveLength(60);
    for (const workflow of workflows) {
      const numbers = taken.filter((name) => name[0] === workflow).map((name) => Number(name.slice(1)));
      expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    }
  });

  it('do not wait for a row that another holds', async () => {
    await fill('a1', 'a2', 'b1');
    let release = () => {};
    let hold = () => {};
    const held = new Promise<void>((resolve) => {
      hold = resolve;
    });
    const slow = store.dispatchOutbox(async () => {
      hold();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }, 1);
    await held;
    expect(await take()).toEqual(['b1']);
    release();
    expect(await slow).toBe(1);
    expect(await take()).toEqual(['a2']);
  });

  it('get back what was in the hands of one that was killed', async () => {
    await fill('a1');
    const other = createStore({ databaseUrl: database.url, poolSize: 1 });
    const killer = connect(database.url, 1);
    const broken = other.dispatchOutbox(async () => {
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'`.execute(killer);
    }, 1);
    await expect(broken).rejects.toMatchObject({ type: 'store_unavailable', retryable: true });
    await killer.destroy();
    await other.close();
    expect(await take()).toEqual(['a1']);
  });
});

describe('a message', () => {
  it('goes with the incident that a reset deletes', async () => {
    const [gone, stays] = [await incidentIn(store, 'detected'), await incidentIn(store, 'detected')];
    await store.enqueue(signal(`heal-${gone}`, 'a signal'), 'signal');
    await fill('z1');
    const { reset } = await store.requestReset('ann');
    await store.deleteIncidents([gone as string], reset.id);
    const kinds: string[] = [];
    await store.dispatchOutbox(async ({ message }) => {
      kinds.push(message.kind === 'start_heal' ? message.incidentId : message.kind);
    }, 10);
    expect(kinds).toEqual([stays, 'signal', 'start_reset']);
  });

  it('to a heal whose incident is gone is kept all the same, and its start is refused', async () => {
    await store.enqueue(signal('heal-LIVE-4040', 'late'), 'late');
    expect(await take()).toEqual(['late']);
    const start: OutboxMessage = { kind: 'start_heal', incidentId: 'LIVE-4040', healRun: 1 };
    await expect(store.enqueue(start, 'start')).rejects.toMatchObject({ type: 'unknown_incident' });
  });
});

describe('who listens', () => {
  it('is woken by each message, and by none after leaving', async () => {
    let wakes = 0;
    let woken = () => {};
    const stop = await store.onOutbox(() => {
      wakes += 1;
      woken();
    });
    const wake = new Promise<void>((resolve) => {
      woken = resolve;
    });
    await fill('a1');
    await wake;
    expect(wakes).toBe(1);
    await stop();
    await fill('a2');
    expect(await take()).toEqual(['a1', 'a2']);
    expect(wakes).toBe(1);
  });

  it('is woken when its connection is back after it broke, for what it may have missed', async () => {
    let woken = () => {};
    const wake = new Promise<void>((resolve) => {
      woken = resolve;
    });
    const stop = await store.onOutbox(() => woken());
    const killer = connect(database.url, 1);
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'suture-outbox'`.execute(killer);
    await killer.destroy();
    await wake;
    await stop();
  });
});
