import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { withFastWaits } from '../testing/fast-waits.ts';
import { startUpstream, type Upstream, type UpstreamAnswer } from '../testing/upstream.ts';
import * as file from './api.ts';

let upstream: Upstream | undefined;
afterEach(async () => {
  await upstream?.close();
  upstream = undefined;
});

/** Calls the file. A fixed file may wait between tries. */
async function call(answer: UpstreamAnswer): Promise<PromiseSettledResult<unknown>> {
  upstream = await startUpstream(answer);
  const { baseUrl } = upstream;
  return withFastWaits(() => file.testFaultExternalApi({ baseUrl }));
}

describe('the external API file', () => {
  it('exports its one function', () => {
    assert.deepEqual(Object.keys(file), ['testFaultExternalApi']);
    assert.equal(typeof file.testFaultExternalApi, 'function');
  });

  for (const value of [42, 0, 7_301_556]) {
    it(`asks the upstream for its data and returns its value ${value}`, async () => {
      const outcome = await call({ status: 200, body: JSON.stringify({ value }) });
      assert.deepEqual(outcome, { status: 'fulfilled', value: { value } });
      assert.deepEqual(upstream?.calls, ['/data']);
    });
  }

  const unusable: [string, UpstreamAnswer][] = [
    ['answers an error', { status: 503, body: '{"value":42}' }],
    ['answers a value that is not a number', { status: 200, body: '{"value":"forty-two"}' }],
    ['answers no value', { status: 200, body: '{}' }],
    ['answers null', { status: 200, body: 'null' }],
    ['answers text that is not JSON', { status: 200, body: '<html>' }],
    ['closes the connection', 'hang up'],
  ];
  for (const [what, answer] of unusable) {
    it(`never returns a value when the upstream always ${what}`, async () => {
      const outcome = await call(answer);
      assert.equal(outcome.status, 'rejected');
      assert.ok(outcome.reason instanceof Error);
      assert.ok((upstream?.calls.length ?? 0) > 0);
    });
  }
});
