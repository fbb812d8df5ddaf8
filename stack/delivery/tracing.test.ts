import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOtlpTracing, type OtlpTracing } from '../../adapters/tracing/otlp.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../../fakes/otlp-collector.ts';
import { createWorkbench, eventually, untilJudged, untilLive, type Workbench } from './testing/workbench.ts';

let collector: Collector;
let tracing: OtlpTracing;
let bench: Workbench;
beforeAll(async () => {
  collector = await startCollector();
  tracing = await createOtlpTracing({
    endpoint: collector.endpoint,
    program: 'suture-delivery',
    version: 'a',
    delayMs: 20,
  });
});
afterAll(async () => {
  await tracing.close();
  await collector.close();
});
beforeEach(() => {
  bench = createWorkbench();
  collector.spans.length = 0;
});
afterEach(() => bench.close());

const traceOf = (digit: string) => digit.repeat(32);
const STEP = 'f0'.repeat(8);
/** A commit of a heal whose trace is told by a digit. */
const mend = (name: string, digit: string) =>
  `[FAULT:FAULT_${name}] Mend\n\nSuture-Incident: LIVE-0001\nSuture-Trace: 00-${traceOf(digit)}-${STEP}-01\n`;
const good = (name: string) => ({ [`values/${name}.txt`]: name });

const start = () =>
  // Closed once, after all tests.
  bench.start({ tracing: { ...tracing, close: async () => {} } });
const children = ({ spanId }: ReceivedSpan) =>
  collector.spans.filter(({ parentSpanId }) => parentSpanId === spanId);

describe('the trace of a heal', () => {
  it('goes on through each stage of its rollout to the callback and the service that takes it', async () => {
    bench.takeCallbacks();
    const delivery = await start();
    await untilLive(delivery, bench.commit('First', good('a')));
    const sha = bench.commit(mend('ONE', '1'), good('b'));
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
        'suture.fault_codes': 'FAULT_ONE',
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
    const [told] = bench.callbacks();
    expect(told?.traceparent).toBe(`00-${traceOf('1')}-${callback.spanId}-01`);
  });

  it('shows which stage failed, and why', async () => {
    const delivery = await start();
    await untilLive(delivery, bench.commit('First', good('a')));
    const bad = bench.commit(mend('TWO', '2'), { ...good('b'), 'breaks/check.txt': 'check' });
    await untilJudged(delivery, bad);
    const rollout = await collector.until(({ name }) => name === 'rollout failure');
    expect(rollout).toMatchObject({ parentSpanId: STEP, status: { code: 2 } });
    expect(rollout.status?.message).toMatch(/^check failed/);
    const check = await collector.until(({ name, traceId }) => name === 'check' && traceId === traceOf('2'));
    expect(check).toMatchObject({ parentSpanId: rollout.spanId, status: { code: 2 } });
  });

  it('is told in each heal that one rollout takes live, and is no one else', async () => {
    const delivery = await start();
    await untilLive(delivery, bench.commit('First', good('a')));
    bench.commit(mend('THREE', '3'), good('b'), false);
    bench.commit('[FAULT:FAULT_X] Mend\n\nSuture-Trace: 00-no-trace-01\n', good('c'), false);
    await untilLive(delivery, bench.commit(mend('FOUR', '4'), good('d')));
    await eventually(() => {
      const rollouts = collector.spans.filter(({ name }) => name === 'rollout success');
      // The first release's has a trace of its own.
      expect(rollouts.map(({ parentSpanId }) => parentSpanId ?? null)).toEqual([null, STEP, STEP]);
      expect(rollouts.slice(1).map(({ traceId }) => traceId)).toEqual([traceOf('3'), traceOf('4')]);
    });
  });
});

it('tells nothing where nobody traces, whatever a commit carries', async () => {
  bench.takeCallbacks();
  const delivery = await bench.start();
  await untilLive(delivery, bench.commit('First', good('a')));
  const sha = bench.commit(mend('ONE', '5'), good('b'));
  await untilLive(delivery, sha);
  const [told] = await eventually(() => {
    const taken = bench.callbacks();
    expect(taken).toHaveLength(1);
    return taken;
  });
  expect(told?.traceparent).toBeUndefined();
  expect(collector.spans.filter(({ attributes }) => attributes['suture.commit'] === sha)).toEqual([]);
});
