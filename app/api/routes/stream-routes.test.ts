import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryLiveEvents } from '../../../adapters/live-events/memory.ts';
import { TimelineEntry } from '../../../domain/incident.ts';
import { Phase } from '../../../domain/phases.ts';
import { incidentIn, pathTo } from '../../../store/testing/incident-in.ts';
import { occurrence } from '../../../store/testing/occurrence.ts';
import { type EventStream, openEventStream, type ServerSentEvent } from '../../testing/event-stream.ts';
import { createTestAppWithOutages } from '../../testing/outage.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

const isTimeline = ({ event }: ServerSentEvent) => event === 'timeline';

let test: TestApp;
const streams: EventStream[] = [];
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close().catch(() => {});
  await test.close();
});

async function listen(options?: Parameters<typeof openEventStream>[1], of = test): Promise<EventStream> {
  const stream = await openEventStream(of, options);
  streams.push(stream);
  return stream;
}

/** The timeline rows that a stream tells next. */
async function rows(stream: EventStream, count: number): Promise<TimelineEntry[]> {
  const found: TimelineEntry[] = [];
  while (found.length < count) {
    const { id, data } = await stream.next(isTimeline);
    const entry = TimelineEntry.parse(data);
    expect(id).toBe(String(entry.seq));
    found.push(entry);
  }
  return found;
}

const seqs = (entries: TimelineEntry[]) => entries.map(({ seq }) => seq);
const stored = async (after: number) => seqs(await test.store.timelineAfter(after, 10_000));

describe('GET /developer/incidents/stream', () => {
  it('says first where it begins, then tells what happens', async () => {
    await incidentIn(test.store, 'fixing');
    const last = await test.store.latestSeq();
    const stream = await listen();
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.response.headers.get('cache-control')).toMatch(/^no-(cache|store)$/);
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
    expect(await stream.next()).toEqual({ event: 'ready', id: String(last), data: { seq: last } });
    expect(stream.raw()).toContain('retry: 1000\n');

    const incidentId = await incidentIn(test.store, 'resolved');
    const told = await rows(stream, 1 + pathTo('resolved').length);
    expect(told.map(({ incident_id, to_phase }) => [incident_id, to_phase])).toEqual(
      ['detected', ...pathTo('resolved')].map((phase) => [incidentId, phase]),
    );
    expect(seqs(told)).toEqual(await stored(last));
  });

  it('tells what another process does', async () => {
    const stream = await listen();
    await stream.next();
    const incidentId = await incidentIn(test.store, 'analyzing');
    await test.store.addNote({ incidentId, key: 'n', message: 'Found it', data: { line: 7 } });
    const [, , note] = await rows(stream, 3);
    expect(note).toMatchObject({ kind: 'note', message: 'Found it', data: { line: 7 } });
  });

  it('tells news that has no row: another request, the switch, a reset', async () => {
    const incidentId = await incidentIn(test.store, 'detected', { faultCode: 'FAULT_ONE' });
    const stream = await listen();
    await stream.next();
    await test.store.recordOccurrence(occurrence({ faultCode: 'FAULT_ONE' }));
    const again = await stream.next(({ event }) => event === 'incident');
    expect(again).toMatchObject({
      id: null,
      data: { incident_id: incidentId, message: '2 requests affected' },
    });
    await test.store.setPaused(true, 'a release');
    expect(await stream.next(({ event }) => event === 'healing')).toMatchObject({
      data: { message: 'Healing paused: a release' },
    });
    await test.store.requestReset('ann');
    expect(await stream.next(({ event }) => event === 'reset')).toMatchObject({
      data: { message: expect.stringContaining('requested by ann') },
    });
  });

  it('tells everybody who listens', async () => {
    const all = await Promise.all([1, 2, 3].map(() => listen()));
    for (const stream of all) await stream.next();
    await all[2]?.close();
    await incidentIn(test.store, 'analyzing');
    for (const stream of all.slice(0, 2)) expect(seqs(await rows(stream, 2))).toEqual(await stored(0));
  });

  it('ends when the app is about to end', async () => {
    const stream = await listen();
    await stream.next();
    test.stop();
    expect(await stream.ended()).toBe(true);
    expect(await (await listen()).ended()).toBe(true);
  });
});

describe('a page that comes back', () => {
  it.each([
    ['the header', (id: string) => ({ headers: { 'Last-Event-ID': id } })],
    ['the query', (id: string) => ({ query: `?after=${id}` })],
  ])('gets by %s what it missed, and then what happens', async (_, where) => {
    await incidentIn(test.store, 'fixing');
    const last = await test.store.latestSeq();
    await incidentIn(test.store, 'failed');
    const stream = await listen(where(String(last)));
    // Without an id: should the replay break off, the page still knows where it was.
    expect(await stream.next()).toMatchObject({ event: 'ready', id: null });
    await incidentIn(test.store, 'analyzing');
    const missed = await stored(last);
    expect(seqs(await rows(stream, missed.length))).toEqual(missed);
  });

  it('gets every row exactly once and in order while others write', async () => {
    let writing = true;
    const writers = Array.from({ length: 4 }, async () => {
      while (writing) await incidentIn(test.store, 'resolved');
    });
    const seen: number[] = [];
    let stream = await listen({ query: '?after=0' });
    for (let visit = 0; visit < 6; visit += 1) {
      seen.push(...seqs(await rows(stream, 25)));
      await stream.close();
      stream = await listen({ headers: { 'Last-Event-ID': String(seen.at(-1)) } });
    }
    writing = false;
    await Promise.all(writers);
    const all = await stored(0);
    seen.push(...seqs(await rows(stream, all.length - seen.length)));
    expect(seen).toEqual(all);
  });

  it('gets more than fits into one question', async () => {
    const incidentId = await incidentIn(test.store, 'analyzing');
    for (let note = 0; note < 600; note += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          test.store.addNote({ incidentId, key: `${note + index}`, message: 'noted' }),
        ),
      );
    }
    const all = await stored(0);
    expect(all.length).toBeGreaterThan(600);
    const stream = await listen({ headers: { 'Last-Event-ID': '0' } });
    expect(seqs(await rows(stream, all.length))).toEqual(all);
  });

  it('gets what is new when it comes from before a reset', async () => {
    await incidentIn(test.store, 'failed');
    const last = await test.store.latestSeq();
    const { reset } = await test.store.requestReset('ann');
    await test.store.deleteIncidents('all', reset.id);
    const stream = await listen({ headers: { 'Last-Event-ID': String(last) } });
    await stream.next();
    const incidentId = await incidentIn(test.store, 'detected');
    expect(await rows(stream, 1)).toMatchObject([{ incident_id: incidentId }]);
  });

  it('is not led astray by an id that is greater than any', async () => {
    const stream = await listen({ headers: { 'Last-Event-ID': '999999999999999' } });
    await stream.next();
    const incidentId = await incidentIn(test.store, 'detected');
    expect(await rows(stream, 1)).toMatchObject([{ incident_id: incidentId }]);
  });

  it.each(['-1', 'abc', '1e3', '1.5', '9999999999999999999999', '1;drop table'])(
    'begins anew with %s, which is not an event id',
    async (id) => {
      await incidentIn(test.store, 'detected');
      const last = await test.store.latestSeq();
      const stream = await listen({ headers: { 'Last-Event-ID': id } });
      expect(stream.response.status).toBe(200);
      expect(await stream.next()).toEqual({ event: 'ready', id: String(last), data: { seq: last } });
      await incidentIn(test.store, 'detected');
      expect(seqs(await rows(stream, 1))).toEqual(await stored(last));
    },
  );
});

describe('an outage', () => {
  it('of Redis costs freshness and no row', async () => {
    const own = await createTestApp({ events: { ...createMemoryLiveEvents(), publish() {} } });
    try {
      const stream = await listen({}, own);
      await stream.next();
      await incidentIn(own.store, 'analyzing');
      expect((await rows(stream, 2)).map(({ to_phase }) => to_phase)).toEqual(['detected', 'analyzing']);
      await stream.next(({ event }) => event === 'refresh');
    } finally {
      await own.close();
    }
  });

  it('of PostgreSQL keeps the page waiting, and it misses nothing', async () => {
    const own = await createTestAppWithOutages({ events: createMemoryLiveEvents() });
    try {
      const stream = await listen({}, own);
      await stream.next();
      await own.postgres.cut();
      await incidentIn(own.store, 'analyzing');
      await own.postgres.restore();
      expect((await rows(stream, 2)).map(({ to_phase }) => to_phase)).toEqual(['detected', 'analyzing']);
    } finally {
      await own.close();
    }
  });
});

it('knows each phase by a way that leads to it', () => {
  for (const phase of Phase.options) expect(pathTo(phase).at(-1) ?? 'detected').toBe(phase);
});
