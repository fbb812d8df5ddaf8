import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSecretGuard } from '../../adapters/secrets/secret-guard.ts';
import { createOtlpTracing, type OtlpTracing } from '../../adapters/tracing/otlp.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../../fakes/otlp-collector.ts';
import { createTestRig, eventually, type TestRig, untilJudged, untilLive } from './testing/test-rig.ts';

let collector: Collector;
let tracing: OtlpTracing;
let rig: TestRig;
beforeAll(async () => {
  collector = await startCollector();
  tracing = await createOtlpTracing({
    endpoint: collector.endpoint,
    program: 'suture-delivery',
    version: 'a',
    guard: createSecretGuard([]),
    delayMs: 20,
  });
});
afterAll(async () => {
  await tracing.close();
  await collector.close();
});
beforeEach(async () => {
  rig = await createTestRig();
  collector.spans.length = 0;
});
afterEach(() => rig.close());

const traceOf = (digit: string) => digit.repeat(32);
const STEP = 'f0'.repeat(8);
/** A commit of a heal whose trace consists of one digit. */
const fix = (name: string, digit: string) =>
  `[FAULT:FAULT_${name}] Fix\n\nSuture-Incident: LIVE-0001\nSuture-Trace: 00-${traceOf(digit)}-${STEP}-01\n`;
const good = (name: string) => ({ [`values/${name}.txt`]: name });

const start = () =>
  // Closed once, after all tests.
  rig.start({ tracing: { ...tracing, close: async () => {} } });
const children = ({ spanId }: ReceivedSpan) =>
  collector.spans.filter(({ parentSpanId }) => parentSpanId === spanId);

describe('the trace of a heal', () => {
  it('continues through each stage of its rollout to the callback', async () => {
    rig.takeCallbacks();
    const delivery = await start();
    await untilLive(delivery, rig.commit('First', good('a')));
    const sha = rig.commit(fix('ONE', '1'), good('b'));
    await untilLive(delivery, sha);
    const callback = await collector.until(
      ({ name, traceId }) => name === 'callback' && traceId === traceOf('1'),
    );

    const rollout = collector.spans.find(({ parentSpanId }) => parentSpanId === STEP) as ReceivedSpan;
    expect(rollout).toMatchObject({
      name: 'rollout success',
      traceId: traceOf('1'),
      program: 'suture-delivery',
      attributes: {
        'suture.commit': sha,
        'suture.incidents': 'LIVE-0001',
        'suture.run_url': expect.stringMatching(/\/runs\/000002-/),
      },
    });
    const stages = children(rollout).filter(({ name }) => name !== 'callback');
    expect(stages.map(({ name }) => name).sort()).toEqual([
      'build',
      'check',
      'checkout',
      'start',
      'switch',
      'test',
    ]);
    for (const stage of stages) {
      expect(BigInt(stage.startTimeUnixNano) >= BigInt(rollout.startTimeUnixNano)).toBe(true);
      expect(BigInt(stage.endTimeUnixNano) <= BigInt(rollout.endTimeUnixNano)).toBe(true);
    }
    expect(callback.parentSpanId).toBe(rollout.spanId);
    const [taken] = rig.callbacks();
    expect(taken?.traceparent).toBe(`00-${traceOf('1')}-${callback.spanId}-01`);
  });

  it('shows which stage failed, and why', async () => {
    const delivery = await start();
    await untilLive(delivery, rig.commit('First', good('a')));
    const bad = rig.commit(fix('TWO', '2'), { ...good('b'), 'breaks/check.txt': 'check' });
    await untilJudged(delivery, bad);
    const rollout = await collector.until(({ name }) => name === 'rollout failure');
    expect(rollout).toMatchObject({ parentSpanId: STEP, status: { code: 2 } });
    expect(rollout.status?.message).toMatch(/^check failed/);
    const check = await collector.until(({ name, traceId }) => name === 'check' && traceId === traceOf('2'));
    expect(check).toMatchObject({ parentSpanId: rollout.spanId, status: { code: 2 } });
  });

  it('has the rollout in each heal that it takes live, and in no other', async () => {
    const delivery = await start();
    await untilLive(delivery, rig.commit('First', good('a')));
    rig.commit(fix('THREE', '3'), good('b'), false);
    rig.commit('[FAULT:FAULT_X] Fix\n\nSuture-Trace: 00-no-trace-01\n', good('c'), false);
    await untilLive(delivery, rig.commit(fix('FOUR', '4'), good('d')));
    await eventually(() => {
      const rollouts = collector.spans.filter(({ name }) => name === 'rollout success');
      // The first release's has a trace of its own.
      expect(rollouts.map(({ parentSpanId }) => parentSpanId ?? null)).toEqual([null, STEP, STEP]);
      expect(rollouts.slice(1).map(({ traceId }) => traceId)).toEqual([traceOf('3'), traceOf('4')]);
    });
  });
});

it('records no span without tracing, also where a commit carries a trace', async () => {
  rig.takeCallbacks();
  const delivery = await rig.start();
  await untilLive(delivery, rig.commit('First', good('a')));
  const sha = rig.commit(fix('ONE', '5'), good('b'));
  await untilLive(delivery, sha);
  const [callback] = await eventually(() => {
    const taken = rig.callbacks();
    expect(taken).toHaveLength(1);
    return taken;
  });
  expect(callback?.traceparent).toBeUndefined();
  expect(collector.spans.filter(({ attributes }) => attributes['suture.commit'] === sha)).toEqual([]);
});
