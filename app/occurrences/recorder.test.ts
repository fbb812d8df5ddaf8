import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SutureError } from '../../domain/errors.ts';
import type { Occurrence } from '../../domain/incident.ts';
import { createStore } from '../../store/create-store.ts';
import type { Store } from '../../store/store.ts';
import { occurrence } from '../../store/testing/occurrence.ts';
import { createTestDatabase } from '../../store/testing.ts';
import { createRecorder, type OccurrenceRecorder } from './recorder.ts';
import { createSpool, refusedFolder } from './spool.ts';

const KILLED = 1_000_001;
const NEXT = 1_000_002;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let folder: string;
let lines: string[];
/** What happens to the next calls of the store: `away` never arrives, `unheard` is done but not answered. */
let line: ('away' | 'unheard')[];
let away: boolean;
/** What else the store has against an occurrence. */
let trouble: (occurrence: Occurrence) => void;
const recorders: OccurrenceRecorder[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
  folder = await mkdtemp(join(tmpdir(), 'suture-recorder-'));
  lines = [];
  line = [];
  away = false;
  trouble = () => {};
});
afterEach(async () => {
  away = false;
  for (const recorder of recorders.splice(0)) await recorder.close();
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const lost = () => new SutureError('store_unavailable', 'PostgreSQL does not answer.', { retryable: true });

/** The real store at the end of a line that can break. */
async function recordOccurrence(given: Occurrence) {
  const fate = away ? 'away' : line.shift();
  if (fate === 'away') throw lost();
  trouble(given);
  const answer = await store.recordOccurrence(given);
  if (fate === 'unheard') throw lost();
  return answer;
}

/** The recorder of a process; another `pid` is another process. `ended` from when on it is killed. */
function start(
  pid = process.pid,
  { isRunning, ended = () => false }: { isRunning?(pid: number): boolean; ended?(): boolean } = {},
): OccurrenceRecorder {
  const log = (text: string) => void lines.push(text);
  const recorder = createRecorder({
    store: {
      recordOccurrence: async (given) => {
        if (ended()) throw lost();
        return recordOccurrence(given);
      },
    },
    spool: createSpool(folder, { log, pid, ...(isRunning && { isRunning }) }),
    log,
    retries: [1, 1],
    backoff: 5,
    longestBackoff: 20,
  });
  recorders.push(recorder);
  return recorder;
}

const affected = async (incidentId = 'LIVE-0001') =>
  (await store.getIncident(incidentId))?.symptoms.affected_requests;
const kept = () => readdir(folder);
/** When nothing waits any more, in memory or on disk. */
const settled = (recorder: OccurrenceRecorder) =>
  vi.waitFor(async () => expect([recorder.waiting(), await kept()]).toEqual([0, []]), { timeout: 20_000 });

describe('the recorder', () => {
  it('records at once, and says which incident it is', async () => {
    const recorder = start();
    expect(await recorder.record(occurrence())).toBe('LIVE-0001');
    expect(await recorder.record(occurrence())).toBe('LIVE-0001');
    expect(await affected()).toBe(2);
    expect(await kept()).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('bridges a short outage within the request', async () => {
    const recorder = start();
    line = ['away', 'away'];
    expect(await recorder.record(occurrence())).toBe('LIVE-0001');
    expect([await affected(), recorder.waiting(), lines]).toEqual([1, 0, []]);
  });

  it('keeps an occurrence on disk while the store is away, and records it once when it is back', async () => {
    const recorder = start();
    away = true;
    const at = new Date('2026-01-01T12:00:00.000Z');
    expect(await recorder.record(occurrence({ at }))).toBeNull();
    expect(recorder.waiting()).toBe(1);
    expect(await kept()).toHaveLength(1);
    expect(lines).toEqual([expect.stringContaining('Failed to create incident')]);
    away = false;
    await settled(recorder);
    expect(await kept()).toEqual([]);
    expect(await affected()).toBe(1);
    expect((await store.getIncident('LIVE-0001'))?.timestamp_opened).toBe(at.toISOString());
    await vi.waitFor(() => expect(lines.at(-1)).toContain('Recorded 1 occurrence(s) that had waited'));
  });

  it('counts a storm exactly, though the line breaks and mends meanwhile', async () => {
    const recorder = start();
    const storm = Array.from({ length: 120 }, async (_, index) => {
      if (index % 40 === 20) away = !away;
      await recorder.record(occurrence({ reason: `${index % 3}` }));
    });
    await Promise.all(storm);
    away = false;
    await settled(recorder);
    expect(await affected()).toBe(120);
    expect((await store.getIncident('LIVE-0001'))?.breadcrumbs.metric_snapshot).toMatchObject({
      occurrences_by_reason: { 0: 40, 1: 40, 2: 40 },
    });
    expect(await kept()).toEqual([]);
  });

  it('counts once what was recorded but not answered', async () => {
    const recorder = start();
    line = ['unheard'];
    expect(await recorder.record(occurrence())).toBe('LIVE-0001');
    expect(await affected()).toBe(1);

    line = ['unheard', 'unheard', 'unheard'];
    expect(await recorder.record(occurrence())).toBeNull();
    await settled(recorder);
    expect(await affected()).toBe(2);
  });

  it('counts once what was recorded, not answered, and tried again by the next process', async () => {
    line = ['unheard', 'unheard', 'unheard'];
    const killed = start(KILLED, { ended: () => line.length === 0 });
    expect(await killed.record(occurrence())).toBeNull();
    expect(await affected()).toBe(1);
    const next = start(NEXT, { isRunning: (pid) => pid === NEXT });
    await next.start();
    await settled(next);
    expect(await affected()).toBe(1);
  });

  it('hands what waits to the next process, which records each once', async () => {
    away = true;
    const killed = start(KILLED, { ended: () => true });
    await Promise.all(Array.from({ length: 8 }, () => killed.record(occurrence())));
    expect(await kept()).toHaveLength(8);
    const next = start(NEXT, { isRunning: (pid) => pid === NEXT });
    await next.start();
    expect(next.waiting()).toBe(8);
    expect((await kept()).every((name) => name.endsWith(`.${NEXT}.json`))).toBe(true);
    away = false;
    await settled(next);
    expect([await affected(), await kept()]).toEqual([8, []]);
  });

  it('tries a last time when it is closed, and leaves the rest on disk', async () => {
    away = true;
    const first = start();
    await first.record(occurrence());
    await first.close();
    expect(await kept()).toHaveLength(1);

    const second = start();
    await second.start();
    away = false;
    await second.close();
    expect([await affected(), await kept(), second.waiting()]).toEqual([1, [], 0]);
  });

  it('sets aside what can never be recorded, says so once, and goes on with the others', async () => {
    const recorder = start();
    expect(await recorder.record(occurrence({ severity: 'none' as never }))).toBeNull();
    expect(await recorder.record(occurrence())).toBe('LIVE-0001');
    expect(recorder.waiting()).toBe(0);
    away = true;
    await recorder.record(occurrence());
    await recorder.record(occurrence({ sqlstate: 'a\0', reason: 'refused' }));
    await recorder.record(occurrence());
    away = false;
    await vi.waitFor(() => expect(recorder.waiting()).toBe(0), { timeout: 10_000 });
    expect(await affected()).toBe(3);
    expect(await kept()).toEqual(['refused']);

    const said = lines.filter((text) => text.includes('can never be recorded'));
    const aside = await readdir(refusedFolder(folder));
    expect([said, aside].map(({ length }) => length)).toEqual([2, 2]);
    for (const name of aside) expect(said.join()).toContain(join(refusedFolder(folder), name));
    const texts = await Promise.all(aside.map((name) => readFile(join(refusedFolder(folder), name), 'utf8')));
    expect(texts.map((text) => JSON.parse(text).reason)).toContain('refused');
  });

  it('keeps trying what PostgreSQL may take one day, and says so once', async () => {
    const recorder = start();
    away = true;
    await recorder.record(occurrence({ reason: 'first' }));
    await recorder.record(occurrence({ reason: 'second' }));
    let tries = 0;
    trouble = ({ reason }) => {
      if (reason !== 'first') return;
      tries += 1;
      throw Object.assign(new Error('cannot execute INSERT in a read-only transaction'), { code: '25006' });
    };
    away = false;
    await vi.waitFor(() => expect([recorder.waiting(), tries > 3]).toEqual([1, true]), { timeout: 10_000 });
    expect(await affected()).toBe(1);
    expect(lines.filter((text) => text.includes('cannot be recorded yet'))).toHaveLength(1);
    trouble = () => {};
    await settled(recorder);
    expect(await affected()).toBe(2);
  });
});
