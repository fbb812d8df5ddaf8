import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../domain/incident.ts';
import type { Phase } from '../../domain/phases.ts';
import type { LiveEvents } from '../../domain/ports/live-events.ts';
import { connect } from '../connect.ts';
import { createStore } from '../create-store.ts';
import type { Store } from '../store.ts';
import { occurrence } from '../testing/occurrence.ts';
import { createTestDatabase } from '../testing.ts';

const HEAL: Phase[] = ['analyzing', 'fixing', 'validating', 'pushing', 'deploying', 'verifying'];
const REMEDIATION = {
  action_type: 'code_fix',
  parameters: {},
  execution_timestamp: '2026-01-01T00:00:00.000Z',
};

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let published: LiveEvent[];

beforeEach(async () => {
  database = await createTestDatabase();
  published = [];
  const events: LiveEvents = {
    publish: (event) => published.push(event),
    subscribe: () => () => {},
    connected: () => true,
    close: async () => {},
  };
  store = createStore({ databaseUrl: database.url, events });
});

afterEach(async () => {
  await store.close();
  await database.drop();
});

async function walk(incidentId: string, phases: Phase[], run = 1): Promise<void> {
  for (const to of phases) {
    await store.moveIncident({
      incidentId,
      key: `${run}:${to}`,
      to,
      message: `now ${to}`,
      ...(to === 'pushing' && { remediation: REMEDIATION }),
    });
  }
}

describe('recordOccurrence', () => {
  it('opens an incident with its timeline and the message that starts its heal', async () => {
    const answer = await store.recordOccurrence(occurrence());
    expect(answer).toEqual({ incidentId: 'LIVE-0001', opened: true, known: false, affectedRequests: 1 });

    const detail = await store.getIncidentDetail('LIVE-0001');
    expect(detail?.incident).toMatchObject({
      status: 'detected',
      phase: 'detected',
      symptoms: { affected_requests: 1, log_marker: 'FAULT_ONE', latency_p95: 0.5 },
      breadcrumbs: { metric_snapshot: { occurrences_by_reason: { broken: 1 } } },
      workflow_id: 'heal-LIVE-0001',
      timestamp_resolved: null,
    });
    expect(detail?.timeline).toMatchObject([{ kind: 'phase', from_phase: null, to_phase: 'detected' }]);
    expect(published).toMatchObject([
      { kind: 'incident', incident_id: 'LIVE-0001', seq: detail?.timeline[0]?.seq },
    ]);

    const handed: unknown[] = [];
    await store.dispatchOutbox(async (row) => void handed.push(row.message), 10);
    expect(handed).toEqual([{ kind: 'start_heal', incidentId: 'LIVE-0001', healRun: 1 }]);
  });

  it('gives each incident digits that tell it from its namesakes, which a retry keeps', async () => {
    await store.recordOccurrence(occurrence());
    const nonce = await store.nonceOf('LIVE-0001');
    expect(nonce).toMatch(/^[0-9a-f]{12}$/);
    await walk('LIVE-0001', ['analyzing', 'failed']);
    await store.retryIncident('LIVE-0001', 'Ada');
    expect(await store.nonceOf('LIVE-0001')).toBe(nonce);
    const { reset } = await store.requestReset('Ada');
    expect(await store.nonceOf(reset.id)).toMatch(/^[0-9a-f]{12}$/);
    await expect(store.nonceOf('LIVE-0002')).rejects.toMatchObject({ type: 'unknown_incident' });
  });

  it('makes one incident of a thousand requests at once, and counts them exactly', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () => store.recordOccurrence(occurrence())),
    );
    expect(answers.filter((answer) => answer.opened)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.affectedRequests)).size).toBe(1_000);
    const { incidents, counts } = await store.listIncidents();
    expect(incidents).toHaveLength(1);
    expect(incidents[0]?.symptoms.affected_requests).toBe(1_000);
    expect(counts).toEqual({ detected: 1, in_progress: 0, resolved: 0, failed: 0 });
    expect(await store.outboxDepth()).toBe(1);
  });

  it('leaves no gap in the numbers when several processes race for several faults', async () => {
    const other = createStore({ databaseUrl: database.url });
    try {
      await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          (index % 2 ? store : other).recordOccurrence(occurrence({ faultCode: `FAULT_${index % 6}` })),
        ),
      );
    } finally {
      await other.close();
    }
    const { incidents } = await store.listIncidents();
    expect(incidents.map((incident) => incident.id)).toEqual(
      [6, 5, 4, 3, 2, 1].map((number) => `LIVE-000${number}`),
    );
    expect(incidents.map((incident) => incident.symptoms.affected_requests)).toEqual(Array(6).fill(10));
  });

  it('opens the next incident after the first has ended', async () => {
    await store.recordOccurrence(occurrence());
    await walk('LIVE-0001', [...HEAL, 'resolved']);
    expect(await store.recordOccurrence(occurrence())).toMatchObject({
      incidentId: 'LIVE-0002',
      opened: true,
    });
    const first = await store.getIncident('LIVE-0001');
    expect(first?.status).toBe('resolved');
    expect(first?.timestamp_resolved).not.toBeNull();
    expect(first?.breadcrumbs.correlated_events).toEqual([expect.stringContaining('LIVE-0002 FAULT_ONE')]);
  });

  it('returns how the newest failing request failed', async () => {
    await store.recordOccurrence(occurrence({ message: 'first' }));
    await store.recordOccurrence(occurrence({ message: 'second', sqlstate: '57014', latencyMs: 5_510 }));
    expect(await store.lastOccurrence('LIVE-0001')).toMatchObject({
      message: 'second',
      sqlstate: '57014',
      latencyMs: 5_510,
    });
    expect(await store.lastOccurrence('LIVE-0404')).toBeNull();
  });

  it('counts a request with a key once, also when it is recorded again, concurrently or after the end', async () => {
    const keyed = occurrence({ key: 'request-1' });
    const first = await store.recordOccurrence(keyed);
    expect(await store.recordOccurrence(keyed)).toEqual({ ...first, opened: false, known: true });
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        store.recordOccurrence(occurrence({ key: `request-${2 + (index % 3)}` })),
      ),
    );
    expect((await store.getIncident('LIVE-0001'))?.symptoms.affected_requests).toBe(4);

    await walk('LIVE-0001', ['failed']);
    expect(await store.recordOccurrence(keyed)).toMatchObject({ incidentId: 'LIVE-0001', opened: false });
    expect(await store.recordOccurrence(occurrence({ key: 'request-5' }))).toMatchObject({
      incidentId: 'LIVE-0002',
      opened: true,
    });
  });

  it('opens one incident for one request with a key that is recorded many times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => store.recordOccurrence(occurrence({ key: 'only' }))),
    );
    expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
    expect((await store.getIncident('LIVE-0001'))?.symptoms.affected_requests).toBe(1);
  });

  it('counts on past LIVE-9999', async () => {
    const db = connect(database.url, 1);
    await sql`select setval('incident_number', 12344)`.execute(db);
    await db.destroy();
    expect(await store.recordOccurrence(occurrence())).toMatchObject({ incidentId: 'LIVE-12345' });
  });

  it('keeps the newest twenty log lines, the 95th percentile and the reasons', async () => {
    for (let index = 1; index <= 40; index += 1) {
      await store.recordOccurrence(
        occurrence({
          logLine: `FAULT_ONE line=${index}`,
          latencyMs: index * 100,
          reason: index % 4 ? 'a' : 'b',
        }),
      );
    }
    const incident = await store.getIncident('LIVE-0001');
    expect(incident?.breadcrumbs.recent_logs).toEqual(
      Array.from({ length: 20 }, (_, index) => `FAULT_ONE line=${index + 21}`),
    );
    expect(incident?.symptoms.latency_p95).toBeCloseTo(3.805, 3);
    expect(incident?.breadcrumbs.metric_snapshot).toMatchObject({ occurrences_by_reason: { a: 30, b: 10 } });
  });

  it('keeps text that PostgreSQL cannot hold as it is', async () => {
    await store.recordOccurrence(occurrence({ logLine: 'FAULT_ONE \0 \ud800 😀', message: 'a\0b' }));
    const incident = await store.getIncident('LIVE-0001');
    expect(incident?.breadcrumbs.recent_logs).toEqual(['FAULT_ONE \ufffd \ufffd 😀']);
  });
});

describe('moveIncident', () => {
  it('writes a step once, also when it is repeated concurrently', async () => {
    await store.recordOccurrence(occurrence());
    const move = { incidentId: 'LIVE-0001', key: 'a', to: 'analyzing' as const, message: 'Looking' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => store.moveIncident(move)));
    expect(answers.filter((answer) => answer.moved)).toHaveLength(1);
    expect(answers.every((answer) => answer.incident.phase === 'analyzing')).toBe(true);
    const detail = await store.getIncidentDetail('LIVE-0001');
    expect(detail?.timeline).toHaveLength(2);
  });

  it('refuses what the phase table does not allow, and leaves no trace of it', async () => {
    await store.recordOccurrence(occurrence());
    const move = store.moveIncident({ incidentId: 'LIVE-0001', key: 'x', to: 'deploying', message: '' });
    await expect(move).rejects.toMatchObject({ type: 'illegal_move', retryable: false });
    expect((await store.getIncidentDetail('LIVE-0001'))?.timeline).toHaveLength(1);
  });

  it('resolves nothing on which no remediation was taken', async () => {
    await store.recordOccurrence(occurrence());
    for (const to of HEAL) await store.moveIncident({ incidentId: 'LIVE-0001', key: to, to, message: to });
    const end = { incidentId: 'LIVE-0001', key: 'end', to: 'resolved' as const, message: 'Done' };
    await expect(store.moveIncident(end)).rejects.toMatchObject({ type: 'illegal_move' });

    const db = connect(database.url, 1);
    const behind = sql`update incidents set phase = 'resolved', ended_at = now()`.execute(db);
    await expect(behind).rejects.toMatchObject({ constraint: 'incidents_resolve_by_remediation' });
    await db.destroy();

    await store.moveIncident({ ...end, remediation: REMEDIATION });
    expect((await store.getIncident('LIVE-0001'))?.remediation).toEqual(REMEDIATION);
  });

  it('names an incident that does not exist', async () => {
    const move = store.moveIncident({ incidentId: 'LIVE-0404', key: 'a', to: 'analyzing', message: '' });
    await expect(move).rejects.toMatchObject({ type: 'unknown_incident' });
  });
});

describe('the timeline', () => {
  it('is append-only for every role', async () => {
    await store.recordOccurrence(occurrence());
    const db = connect(database.url, 1);
    try {
      for (const statement of [
        sql`update timeline set message = 'never happened'`,
        sql`delete from timeline`,
        sql`truncate timeline`,
      ]) {
        await expect(statement.execute(db)).rejects.toThrow(/append-only/);
      }
    } finally {
      await db.destroy();
    }
  });

  it('gives a reader who polls by number every row exactly once', async () => {
    const faults = Array.from({ length: 12 }, (_, index) => `FAULT_${index}`);
    const seen: number[] = [];
    let writing = true;
    const reader = (async () => {
      for (let last = 0, idle = 0; idle < 2; ) {
        const rows = await store.timelineAfter(last, 7);
        seen.push(...rows.map((row) => row.seq));
        last = rows.at(-1)?.seq ?? last;
        idle = writing || rows.length ? 0 : idle + 1;
      }
    })();
    await Promise.all(
      faults.map(async (faultCode) => {
        const { incidentId } = await store.recordOccurrence(occurrence({ faultCode }));
        await walk(incidentId, HEAL);
      }),
    );
    writing = false;
    await reader;
    expect(seen).toHaveLength(12 * 7);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  });

  it('takes notes once', async () => {
    await store.recordOccurrence(occurrence());
    const note = { incidentId: 'LIVE-0001', key: 'n', message: 'Asked the upstream', data: { calls: 3 } };
    await store.addNote(note);
    await store.addNote(note);
    const detail = await store.getIncidentDetail('LIVE-0001');
    expect(detail?.timeline.slice(1)).toMatchObject([{ kind: 'note', to_phase: null, data: { calls: 3 } }]);
    await expect(store.addNote({ ...note, incidentId: 'LIVE-0404' })).rejects.toMatchObject({
      type: 'unknown_incident',
    });
  });
});

describe('retryIncident', () => {
  it('opens a failed incident again and enqueues its next run', async () => {
    await store.recordOccurrence(occurrence());
    await walk('LIVE-0001', ['analyzing', 'failed']);
    expect(await store.retryIncident('LIVE-0001', 'ann')).toEqual({ healRun: 2 });
    expect(await store.getIncident('LIVE-0001')).toMatchObject({ phase: 'detected', status: 'detected' });
    expect(await store.recordOccurrence(occurrence())).toMatchObject({ incidentId: 'LIVE-0001' });
    const handed: unknown[] = [];
    await store.dispatchOutbox(async (row) => void handed.push(row.message), 10);
    expect(handed.at(-1)).toEqual({ kind: 'start_heal', incidentId: 'LIVE-0001', healRun: 2 });
  });

  it('refuses while another incident of the fault is open, and for one that is not failed', async () => {
    await store.recordOccurrence(occurrence());
    await walk('LIVE-0001', ['failed']);
    await store.recordOccurrence(occurrence());
    await expect(store.retryIncident('LIVE-0001', 'ann')).rejects.toMatchObject({ type: 'not_open' });
    await expect(store.retryIncident('LIVE-0002', 'ann')).rejects.toMatchObject({ type: 'illegal_move' });
    await expect(store.retryIncident('LIVE-0404', 'ann')).rejects.toMatchObject({ type: 'unknown_incident' });
  });
});
