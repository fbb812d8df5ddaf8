import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Evidence } from '../../../domain/evidence.ts';
import { Candidate, Proposal, Verdict } from '../../../domain/fix.ts';
import { Incident, TimelineEntry } from '../../../domain/incident.ts';
import { isTerminal, Phase, statusOf } from '../../../domain/phases.ts';
import { KnowledgeHit } from '../../../domain/ports/knowledge.ts';
import { incidentIn, REMEDIATION } from '../../../store/testing/incident-in.ts';
import { occurrence } from '../../../store/testing/occurrence.ts';
import { aHeal } from '../../testing/a-heal.ts';
import { createTestApp, type ErrorBody, jsonOf, type TestApp } from '../../testing/test-app.ts';

const BASE = '/developer/incidents';
const DECISIONS = ['approve', 'reject'] as const;

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const incident = (phase: Phase) => incidentIn(test.store, phase);

async function ask(method: 'GET' | 'POST', path: string, body?: unknown) {
  const response =
    method === 'GET' ? await test.app.request(BASE + path) : await test.post(BASE + path, body);
  return { status: response.status, body: await jsonOf<ErrorBody & Record<string, unknown>>(response) };
}

/** What waits for the workflow of one incident. */
async function messagesFor(incidentId: string) {
  const messages = await test.takeOutbox();
  return messages.filter((message) =>
    message.kind === 'signal' || message.kind === 'update'
      ? message.workflowId === `heal-${incidentId}`
      : message.kind === 'start_heal' && message.incidentId === incidentId,
  );
}

const EVERY = [
  ['GET', ''],
  ['POST', '/approve'],
  ['POST', '/reject'],
  ['POST', '/retry'],
] as const;

describe.each(EVERY)('%s /developer/incidents/:id%s', (method, action) => {
  it('answers 404 for an incident that does not exist', async () => {
    const { status, body } = await ask(method, `/LIVE-4040${action}`, { reason: 'no' });
    expect(status).toBe(404);
    expect(body.error).toMatchObject({
      code: 'unknown_incident',
      message: expect.stringContaining('LIVE-4040'),
    });
  });

  it.each(['LIVE-1', 'live-0001', 'LIVE-0001x', '1', 'LIVE-0001%00', '%E0%A4', 'LIVE-0001%27%20or%20true--'])(
    'answers 400 for the id %s',
    async (id) => {
      const { status, body } = await ask(method, `/${id}${action}`, { reason: 'no' });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        code: 'invalid_incident_id',
        message: expect.stringContaining('LIVE-0001'),
      });
    },
  );
});

describe('GET /developer/incidents/api/data', () => {
  it('answers with all incidents, newest first, and counts them by status', async () => {
    const own = await createTestApp();
    try {
      const phases: Phase[] = ['detected', 'validating', 'resolved', 'failed', 'rolled_back'];
      for (const [index, phase] of phases.entries()) {
        await incidentIn(own.store, phase, { faultCode: `FAULT_${index}`, severity: 'critical' });
      }
      const body = await jsonOf<{ incidents: unknown[]; counts: object; healing: object }>(
        await own.app.request(`${BASE}/api/data`),
      );
      const incidents = z.array(z.strictObject(Incident.shape)).parse(body.incidents);
      expect(incidents.map(({ id, phase }) => `${id} ${phase}`)).toEqual([
        'LIVE-0005 rolled_back',
        'LIVE-0004 failed',
        'LIVE-0003 resolved',
        'LIVE-0002 validating',
        'LIVE-0001 detected',
      ]);
      for (const { phase, status } of incidents) expect(status).toBe(statusOf(phase));
      expect(incidents[2]?.timestamp_resolved).not.toBeNull();
      expect(incidents[3]?.timestamp_resolved).toBeNull();
      expect(body.counts).toEqual({ detected: 1, in_progress: 1, resolved: 1, failed: 2 });
      expect(body.healing).toMatchObject({ paused: false, reset_at: null });
    } finally {
      await own.close();
    }
  });

  it('answers with empty lists where nothing has failed', async () => {
    const own = await createTestApp();
    try {
      const body = await jsonOf<object>(await own.app.request(`${BASE}/api/data`));
      expect(body).toMatchObject({
        incidents: [],
        counts: { detected: 0, in_progress: 0, resolved: 0, failed: 0 },
      });
    } finally {
      await own.close();
    }
  });
});

describe('GET /developer/incidents/:id', () => {
  const Detail = z.looseObject({
    incident: z.strictObject(Incident.shape),
    timeline: z.array(z.strictObject(TimelineEntry.shape)),
    fix: Candidate.extend({ attempt: z.int(), commit: z.string().nullable() }).strict().nullable(),
    diff: z.string().nullable(),
    attempts: z.array(z.looseObject({ number: z.int(), proposal: Proposal, verdicts: z.array(Verdict) })),
    conversations: z.array(z.looseObject({ provider: z.string(), turns: z.int() })),
    cost_usd: z.number(),
    knowledge: z.array(KnowledgeHit),
    evidence: Evidence.nullable(),
  });

  it('shows a new incident with what its requests showed', async () => {
    const { incidentId } = await test.store.recordOccurrence(
      occurrence({ faultCode: 'FAULT_NEW', reason: 'slow', latencyMs: 1_234, logLine: 'FAULT_NEW late' }),
    );
    const { status, body } = await ask('GET', `/${incidentId}`);
    expect(status).toBe(200);
    const detail = Detail.parse(body);
    expect(detail.incident).toMatchObject({
      id: incidentId,
      symptoms: { latency_p95: 1.234, affected_requests: 1 },
      breadcrumbs: { recent_logs: ['FAULT_NEW late'] },
      workflow_id: `heal-${incidentId}`,
    });
    expect(detail.timeline).toHaveLength(1);
    expect(detail).toMatchObject({ fix: null, diff: null, attempts: [], knowledge: [], evidence: null });
  });

  it('shows what a heal found, tried and pushed', async () => {
    const incidentId = await incident('validating');
    const { evidence, candidates, diff, commit } = await aHeal(test.store, incidentId);
    const before = Detail.parse((await ask('GET', `/${incidentId}`)).body);
    expect(before.fix).toEqual({ ...candidates[1], attempt: 2, commit: null });

    await test.store.recordPush({ commit, kind: 'fix', incidentId, attempt: 2, resetId: null });
    const detail = Detail.parse((await ask('GET', `/${incidentId}`)).body);
    expect(detail.fix).toEqual({ ...candidates[1], attempt: 2, commit });
    expect(detail.diff).toBe(diff);
    expect(detail.attempts.map(({ number }) => number)).toEqual([1, 2]);
    expect(detail.evidence).toEqual(evidence);
    expect(detail.knowledge).toMatchObject([{ id: 'runbook/one' }]);
    expect(detail.timeline.map(({ to_phase }) => to_phase)).toEqual([
      'detected',
      'analyzing',
      'fixing',
      'validating',
    ]);
  });
});

describe.each(DECISIONS)('POST /developer/incidents/:id/%s', (action) => {
  const wrong = Phase.options.filter((phase) => phase !== 'awaiting_approval');

  it.each(wrong)('answers 409 for an incident that is %s, and tells nobody', async (phase) => {
    const incidentId = await incident(phase);
    await messagesFor(incidentId);
    const { status, body } = await ask('POST', `/${incidentId}/${action}`, { reason: 'I say so' });
    expect(status).toBe(409);
    expect(body.error).toMatchObject({
      code: 'not_awaiting_approval',
      message: expect.stringContaining(phase),
    });
    expect(await messagesFor(incidentId)).toEqual([]);
  });

  it('hands the word to the heal that waits for it, once', async () => {
    const incidentId = await incident('awaiting_approval');
    await messagesFor(incidentId);
    const word = { by: 'ann', reason: 'It reads well' };
    const { status, body } = await ask('POST', `/${incidentId}/${action}`, word);
    const decision = { approved: action === 'approve', ...word };
    expect(status).toBe(202);
    expect(body).toEqual({ incident_id: incidentId, workflow_id: `heal-${incidentId}`, ...decision });

    const other = DECISIONS.find((name) => name !== action);
    const late = await ask('POST', `/${incidentId}/${other}`, { by: 'bob', reason: 'I do not agree' });
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'already_decided' } } });
    expect(await messagesFor(incidentId)).toEqual([
      {
        kind: 'update',
        workflowId: `heal-${incidentId}`,
        update: 'decide',
        updateId: expect.stringContaining(incidentId),
        payload: decision,
      },
    ]);
  });

  it('takes the word of one of many who speak at the same time', async () => {
    const incidentId = await incident('awaiting_approval');
    await messagesFor(incidentId);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        ask('POST', `/${incidentId}/${action}`, { by: `person ${index}`, reason: 'so' }),
      ),
    );
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken).toHaveLength(1);
    expect(await messagesFor(incidentId)).toMatchObject([{ payload: { by: taken[0]?.body.by } }]);
  });

  it('takes a word again when the next round asks for one', async () => {
    const incidentId = await incident('awaiting_approval');
    await ask('POST', `/${incidentId}/${action}`, { reason: 'first' });
    const round: Phase[] = ['fixing', 'validating', 'awaiting_approval'];
    for (const to of round) {
      await test.store.moveIncident({ incidentId, key: `round 2: ${to}`, to, message: to });
    }
    await messagesFor(incidentId);
    expect((await ask('POST', `/${incidentId}/${action}`, { reason: 'second' })).status).toBe(202);
    expect(await messagesFor(incidentId)).toMatchObject([{ payload: { reason: 'second' } }]);
  });
});

describe('what a person says', () => {
  it('needs no words to approve, and a reason to reject', async () => {
    const incidentId = await incident('awaiting_approval');
    await messagesFor(incidentId);
    const silent = await ask('POST', `/${incidentId}/reject`);
    expect(silent.status).toBe(400);
    expect(silent.body.error).toMatchObject({
      code: 'invalid_body',
      message: expect.stringContaining('reason'),
    });
    const approved = await ask('POST', `/${incidentId}/approve`);
    expect(approved).toMatchObject({ status: 202, body: { by: 'a person', reason: '' } });
  });

  it.each([
    ['reason', { reason: '   ' }],
    ['reason', { reason: 7 }],
    ['reason', { reason: 'x'.repeat(2_001) }],
    ['by', { by: 'x'.repeat(101), reason: 'long' }],
  ])('is refused where %s is not what it must be', async (field, body) => {
    const answer = await ask('POST', '/LIVE-0001/reject', body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('invalid_body');
    expect(answer.body.error.message).toContain(`${field}:`);
  });

  it.each(['{"reason":', 'no JSON', ''])('is refused when it is no JSON: %j', async (text) => {
    const answer = await ask('POST', '/LIVE-0001/reject', text);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_body' } } });
  });

  it('may hold what PostgreSQL cannot', async () => {
    const incidentId = await incident('awaiting_approval');
    await messagesFor(incidentId);
    const word = { by: 'a\0nn', reason: 'odd \0 \ud800 text' };
    expect((await ask('POST', `/${incidentId}/reject`, word)).status).toBe(202);
    expect(await messagesFor(incidentId)).toMatchObject([{ payload: { approved: false } }]);
  });
});

describe('POST /developer/incidents/:id/retry', () => {
  const retryable = Phase.options.filter((phase) => isTerminal(phase) && phase !== 'resolved');
  const others = Phase.options.filter((phase) => !retryable.includes(phase));

  it.each(retryable)('starts the next run of an incident that is %s', async (phase) => {
    const incidentId = await incident(phase);
    await messagesFor(incidentId);
    const { status, body } = await ask('POST', `/${incidentId}/retry`, { by: 'ann' });
    expect(status).toBe(202);
    expect(body).toEqual({ incident_id: incidentId, workflow_id: `heal-${incidentId}`, heal_run: 2 });
    expect(await messagesFor(incidentId)).toEqual([{ kind: 'start_heal', incidentId, healRun: 2 }]);
    const shown = await jsonOf<{ incident: Incident; timeline: TimelineEntry[] }>(
      await test.app.request(`${BASE}/${incidentId}`),
    );
    expect(shown.incident).toMatchObject({ phase: 'detected', remediation: null });
    expect(shown.timeline.at(-1)?.message).toContain('ann');
  });

  it.each(others)('answers 409 for an incident that is %s', async (phase) => {
    const incidentId = await incident(phase);
    await messagesFor(incidentId);
    const { status, body } = await ask('POST', `/${incidentId}/retry`);
    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: 'illegal_move', message: expect.stringContaining(phase) });
    expect(await messagesFor(incidentId)).toEqual([]);
  });

  it('answers 409 while another incident of the same fault is open', async () => {
    const given = { faultCode: 'FAULT_TWICE' };
    const first = await incidentIn(test.store, 'failed', given);
    const second = await incidentIn(test.store, 'detected', given);
    expect(second).not.toBe(first);
    const { status, body } = await ask('POST', `/${first}/retry`);
    expect([status, body.error.code]).toEqual([409, 'not_open']);
  });

  it('starts one run for two who ask at the same time', async () => {
    const incidentId = await incident('failed');
    await messagesFor(incidentId);
    const answers = await Promise.all([1, 2].map(() => ask('POST', `/${incidentId}/retry`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(await messagesFor(incidentId)).toHaveLength(1);
  });
});

it('keeps a resolved incident with the remediation that resolved it', async () => {
  const incidentId = await incident('resolved');
  expect((await ask('GET', `/${incidentId}`)).body.incident).toMatchObject({
    status: 'resolved',
    remediation: REMEDIATION,
  });
});
