import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startUpstream, type Upstream } from '../testing/upstream.ts';
import * as file from './api.ts';

let upstream: Upstream | undefined;
beforeEach(() => {
  // A mended file may wait between tries; those waits pass at once, the network stays real.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await upstream?.close();
  upstream = undefined;
});

/** Calls the file and lets its waits pass until it has settled. */
async function ask(answer: Parameters<typeof startUpstream>[0]): Promise<PromiseSettledResult<unknown>> {
  upstream = await startUpstream(answer);
  let settled: PromiseSettledResult<unknown> | undefined;
  file.testFaultExternalApi({ baseUrl: upstream.baseUrl }).then(
    (value) => {
      settled = { status: 'fulfilled', value };
    },
    (reason: unknown) => {
      settled = { status: 'rejected', reason };
    },
  );
  while (!settled) {
    await new Promise((resolve) => setImmediate(resolve));
    // In small steps with room for the network between, so that no limit on a call runs out.
    await vi.advanceTimersByTimeAsync(5);
  }
  return settled;
}

describe('the external API file', () => {
  it('exports its one function', () => {
    expect(Object.keys(file)).toEqual(['testFaultExternalApi']);
    expect(file.testFaultExternalApi).toBeTypeOf('function');
  });

  it('asks the upstream for its data and gives the value on as it came', async () => {
    for (const value of [42, 0, 7_301_556]) {
      const outcome = await ask(() => ({ status: 200, body: JSON.stringify({ value }) }));
      expect(outcome).toEqual({ status: 'fulfilled', value: { value } });
      expect(upstream?.calls).toEqual(['/data']);
      await upstream?.close();
    }
  });

  it.each([
    ['answers an error', { status: 503, body: '{"value":42}' }],
    ['answers a value that is no number', { status: 200, body: '{"value":"forty-two"}' }],
    ['answers no value', { status: 200, body: '{}' }],
    ['answers nothing', { status: 200, body: 'null' }],
    ['answers no JSON', { status: 200, body: '<html>' }],
    ['hangs up', 'hang up' as const],
  ])('never turns it into success when the upstream only ever %s', async (_, answer) => {
    const outcome = await ask(() => answer);
    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(Error) });
    expect(upstream?.calls.length).toBeGreaterThan(0);
  });
});
