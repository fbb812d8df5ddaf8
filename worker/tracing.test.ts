import { Worker } from '@temporalio/worker';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSecretGuard } from '../adapters/secrets/secret-guard.ts';
import { createOtlpTracing, type OtlpTracing } from '../adapters/tracing/otlp.ts';
import { FAILED, json, type Release, startRelease } from '../app/testing/release.ts';
import { createTestApp, jsonOf, KEY, type TestApp } from '../app/testing/test-app.ts';
import { createRequestTracing } from '../app/trace-requests.ts';
import { healWorkflowId } from '../domain/incident.ts';
import { TRACE_TRAILER } from '../domain/pipeline.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../fakes/otlp-collector.ts';
import { bundleWorkflows, prepareWorkflows, readHistory } from '../workflows/testing/histories.ts';
import { startTestStack, type TestStack } from '../workflows/testing/stack.ts';
import { TRACING_MODULE, traceTemporal } from './trace-temporal.ts';

let collector: Collector;
let tracing: OtlpTracing;
let workflowBundle: Awaited<ReturnType<typeof prepareWorkflows>>;
beforeAll(async () => {
  workflowBundle = await prepareWorkflows({ workflowInterceptorModules: [TRACING_MODULE] });
  collector = await startCollector();
  tracing = await createOtlpTracing({
    endpoint: collector.endpoint,
    program: 'suture-test',
    version: 'a',
    guard: createSecretGuard([]),
    delayMs: 20,
  });
});
afterAll(async () => {
  await tracing.close();
  await collector.close();
});

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;

describe('a trace', () => {
  const lines: Record<string, unknown>[] = [];
  let stack: TestStack;
  let healed = '';
  beforeAll(async () => {
    stack = await startTestStack({
      workflowBundle,
      tracing,
      logger: (_level, fields, message) => void lines.push({ ...fields, message }),
    });
  });
  afterAll(() => stack.stop());

  it('leads from the failing request by the outbox, the workflow and its steps to the rollout', async () => {
    const app = new Hono()
      .use(createRequestTracing(tracing))
      .post('/one', async (c) => c.json({ id: await stack.fail('one', '', tracing.context()) }, 500));
    const response = await app.request('/one', { method: 'POST', headers: { traceparent } });
    const { id } = await jsonOf<{ id: string }>(response);
    await stack.reaches(id, 'resolved');
    await collector.until(({ name, traceId }) => name === 'RunWorkflow:healIncident' && traceId === TRACE);

    const spans = collector.spans.filter(({ traceId }) => traceId === TRACE);
    const named = (name: string) => {
      const found = spans.find((span) => span.name === name);
      if (!found) throw new Error(`no span ${name} among ${spans.map((span) => span.name).join(', ')}`);
      return found;
    };
    const path = (span: ReceivedSpan): string[] => {
      const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
      return parent ? [...path(parent), span.name] : [span.name];
    };
    const upToTheWorkflow = [
      'POST /one',
      'outbox start_heal',
      'StartWorkflow:healIncident',
      'RunWorkflow:healIncident',
    ];
    expect(path(named('RunWorkflow:healIncident'))).toEqual(upToTheWorkflow);
    for (const step of ['checkGate', 'analyzeIncident', 'proveCandidates', 'pushFix', 'verifyFix']) {
      expect(path(named(`RunActivity:${step}`))).toEqual([
        ...upToTheWorkflow,
        `StartActivity:${step}`,
        `RunActivity:${step}`,
      ]);
    }
    expect(named('POST /one')).toMatchObject({
      parentSpanId: '00f067aa0ba902b7',
      kind: 2,
      status: { code: 2 },
      attributes: { 'http.response.status_code': 500 },
    });
    expect(named('outbox start_heal').attributes).toMatchObject({ 'suture.incident_id': id });
    // Its commit carries the step that made it to the delivery.
    const pushed = await stack.git.findByKey('main', await stack.worldKey(id, 'push/1'));
    expect(pushed?.trailers[TRACE_TRAILER]).toBe(`00-${TRACE}-${named('RunActivity:pushFix').spanId}-01`);
    // The delivery's word comes back to the same trace, with how long its stages took.
    const rollout = named('rollout success');
    expect(rollout.attributes).toMatchObject({
      'suture.rollout.build_ms': 2,
      'suture.rollout.rollout_ms': 3,
    });
    expect(path(rollout)).toEqual(['POST /one', 'outbox signal rolloutFinished', 'rollout success']);
    expect(path(named('HandleSignal:rolloutFinished'))).toContain('SignalWorkflow:rolloutFinished');
    healed = id;
  });

  it('does not matter to the heal: a worker without tracing continues it', async () => {
    const workflowId = healWorkflowId(healed);
    const history = await stack.client.workflow.getHandle(workflowId).fetchHistory();
    const plain = await bundleWorkflows();
    const errors: unknown[] = [];
    const replays = Worker.runReplayHistories({ workflowBundle: plain }, [{ workflowId, history }]);
    for await (const { error } of replays) if (error) errors.push(error);
    expect(errors).toEqual([]);
  });

  it('is named in the line of each step, with the incident', async () => {
    const line = lines.find(({ step }) => step === 'pushFix');
    expect(line).toMatchObject({
      message: 'pushFix done',
      outcome: 'done',
      attempt: 1,
      trace_id: TRACE,
      incident_id: expect.stringMatching(/^LIVE-\d+$/),
      ms: expect.any(Number),
    });
    expect(new Set(lines.map(({ step }) => step))).toContain('resolveIncident');
  });
});

describe('the app', () => {
  /** A failing request that is passed on to a release, whose recorder reports it with the trace that it was given. */
  async function fail(test: TestApp, release: FailingRelease): Promise<unknown[]> {
    release.report(async (trace) => {
      const headers = { authorization: `Bearer ${KEY}` };
      const response = await test.post('/ingest/recordings', { ...RECORDING, trace }, headers);
      return response.json() as Promise<{ incident_id: string }>;
    });
    await test.post('/test-fault/run', undefined, { traceparent });
    const kept: unknown[] = [];
    await test.store.dispatchOutbox(async ({ message, trace }) => {
      if (message.kind === 'start_heal') kept.push(trace);
    }, 10);
    return kept;
  }

  it('keeps the trace of a failing request with the message that starts the heal', async () => {
    const release = await startFailingRelease();
    const test = await createTestApp({ tracing, service: { url: release.url } });
    try {
      expect(await fail(test, release)).toEqual([
        { traceparent: expect.stringMatching(`^00-${TRACE}-[0-9a-f]{16}-01$`) },
      ]);
      expect(test.logged.at(-1)).toMatchObject({ trace_id: TRACE, incident_id: 'LIVE-0001' });
      const span = await collector.until(({ name }) => name === 'POST /test-fault/*');
      expect(span.attributes).toMatchObject({
        'suture.incident_id': 'LIVE-0001',
        'http.route': '/test-fault/*',
      });
      expect(collector.spans.filter(({ name }) => name.includes('/up'))).toEqual([]);
    } finally {
      await test.close();
      await release.close();
    }
  });

  it('passes the trace of a caller on without tracing of its own', async () => {
    const release = await startFailingRelease();
    const lonely = await createTestApp({ service: { url: release.url } });
    try {
      expect(await fail(lonely, release)).toEqual([{ traceparent }]);
    } finally {
      await lonely.close();
      await release.close();
    }
  });
});

it('changes nothing for heals that began without it: their histories are walked with tracing on', async () => {
  const names = [
    'heal-straight.json',
    'heal-second-attempt.json',
    'heal-rolled-back.json',
    'heal-approved.json',
  ];
  const histories = await Promise.all(
    names.map(async (name) => ({ workflowId: name, history: await readHistory(name) })),
  );
  const broken: string[] = [];
  const { sinks } = (await traceTemporal(tracing)).worker;
  const options = { workflowBundle, ...(sinks && { sinks }) };
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    if (error) broken.push(`${workflowId}: ${error.message}`);
  }
  expect(broken).toEqual([]);
});

const RECORDING = {
  service: 'demo',
  key: 'request-1',
  faultCode: 'FAULT_SQL_INJECTION_TEST',
  route: '/test-fault/run',
  reason: 'syntax_error',
  logLine: 'FAULT_SQL_INJECTION_TEST route=/test-fault/run reason=syntax_error latency=0.01',
  latencyMs: 10,
  errorClass: 'DatabaseError',
  message: 'syntax error at end of input',
  sqlstate: '42601',
  stack: null,
  release: null,
  at: '2026-01-31T14:05:09.123Z',
};

type Send = (trace: Record<string, string>) => Promise<{ incident_id: string }>;

interface FailingRelease extends Release {
  /** Sets how the next failures are reported. */
  report(send: Send): void;
}

/** A release that reports each failing request before it answers, as the recorder does. */
async function startFailingRelease(): Promise<FailingRelease> {
  let report: Send | null = null;
  const release = await startRelease(async (request, response) => {
    const { traceparent: given } = request.headers;
    const sent = await report?.(typeof given === 'string' ? { traceparent: given } : {});
    json(response, 500, { ...FAILED, incident_id: sent?.incident_id ?? null });
  });
  return {
    ...release,
    report(send) {
      report = send;
    },
  };
}
