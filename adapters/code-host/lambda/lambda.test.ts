import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHandler } from '../../../deploy/lambdas/github-tool/handler.ts';
import { KEY_TRAILER } from '../../../domain/pipeline.ts';
import { REFUSALS } from '../../../fakes/github/answers.ts';
import { describeCodeHost } from '../contract.ts';
import { describeReviews } from '../review-contract.ts';
import { reviewing } from '../testing/github-host.ts';
import { type LambdaHost, startLambdaHost } from '../testing/lambda-host.ts';
import { createLambda } from './lambda.ts';

// Each request starts a git or two, which a busy machine does slowly.
vi.setConfig({ testTimeout: 180_000 });

beforeAll(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATESTTESTTESTTEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of the tests');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describeCodeHost('Lambda', (files) => startLambdaHost(files));

describeReviews('Lambda, pull requests', async (files) => {
  const host = await startLambdaHost(files);
  return { ...reviewing(host.github, host.codeHost), close: host.close };
});

describe('an invocation', () => {
  let host: LambdaHost;
  beforeEach(async () => {
    host = await startLambdaHost({ 'a.txt': 'a\n' });
  });
  afterEach(() => host.close());

  const call = (status: number, type: string, message: string, headers = {}) =>
    ({ kind: 'call', status, type, message, headers }) as const;

  async function request() {
    const parent = await host.codeHost.head('main');
    const message = `Heal\n\n${KEY_TRAILER}: k\n`;
    return {
      branch: 'main',
      parent,
      edits: [{ path: 'a.txt', content: 'b\n' }],
      message,
      idempotencyKey: 'k',
    };
  }

  it('that Lambda limits is to be tried again', async () => {
    const limited = call(429, 'TooManyRequestsException', 'Rate Exceeded.', { 'retry-after': '7' });
    host.lambda.faults.push(limited, limited);
    await expect(host.codeHost.head('main')).rejects.toMatchObject({
      type: 'code_host_rate_limited',
      retryable: true,
      retryAfterMs: 7_000,
    });
    expect(host.lambda.invocations).toEqual([]);
  });

  it('of a function that does not exist, or may not be called, names the next step', async () => {
    const missing = createLambda({ functionName: 'another', endpoint: host.lambda.url });
    await expect(missing.head('main')).rejects.toMatchObject({
      type: 'code_host_refused',
      retryable: false,
      message: expect.stringContaining('attach the service with another function'),
    });
    host.lambda.faults.push(
      call(403, 'AccessDeniedException', 'User is not authorized to perform: lambda:InvokeFunction'),
    );
    await expect(host.codeHost.head('main')).rejects.toMatchObject({
      type: 'code_host_refused',
      message: expect.stringContaining('allow lambda:InvokeFunction'),
    });
  });

  it('that fails in Lambda itself, or on the way, is to be tried again', async () => {
    const broken = call(500, 'ServiceException', 'internal error');
    host.lambda.faults.push(broken, broken);
    await expect(host.codeHost.head('main')).rejects.toMatchObject({
      type: 'code_host_unavailable',
      retryable: true,
    });
    host.lambda.faults.push({ kind: 'cut' }, { kind: 'cut' });
    await expect(host.codeHost.head('main')).rejects.toMatchObject({
      type: 'code_host_unavailable',
      retryable: true,
    });
  });

  it('whose answer is lost is repeated without a second commit', async () => {
    const asked = await request();
    host.lambda.faults.push({ kind: 'cut after' });
    const { commit } = await host.codeHost.push(asked);
    expect(await host.codeHost.head('main')).toBe(commit);
    expect((await host.github.server.repository.run(['rev-list', '--count', 'main'])).trim()).toBe('2');
    expect(host.lambda.invocations).toHaveLength(4);
  });

  it('in which the function runs out of time is to be tried again; one in which it crashes is not', async () => {
    host.lambda.faults.push(
      {
        kind: 'function',
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: 1 Error: Task timed out after 60.00 seconds',
      },
      { kind: 'function', errorType: 'TypeError', errorMessage: 'undefined is not a function' },
    );
    const failed = { type: 'code_host_function_failed', details: { functionName: 'suture-github-tool' } };
    await expect(host.codeHost.head('main')).rejects.toMatchObject({ ...failed, retryable: true });
    await expect(host.codeHost.head('main')).rejects.toMatchObject({
      ...failed,
      retryable: false,
      message: expect.stringContaining('TypeError: undefined is not a function'),
    });
  });

  it('brings the very error of the adapter', async () => {
    const { faults } = host.github.server;
    faults.meet('git/get-ref', { kind: 'answer', answer: REFUSALS.secondaryLimit(60) });
    await expect(host.codeHost.head('main')).rejects.toMatchObject({
      type: 'code_host_rate_limited',
      retryable: true,
      benign: true,
      retryAfterMs: 60_000,
    });
  });

  it('too large for Lambda, either way, is refused in words', async () => {
    const asked = await request();
    const large = { ...asked, edits: [{ path: 'a.txt', content: 'x'.repeat(7 * 1024 * 1024) }] };
    await expect(host.codeHost.push(large)).rejects.toMatchObject({
      type: 'code_host_refused',
      message: expect.stringContaining('RequestTooLargeException'),
    });
    const { commit } = await host.github.codeHost.push(large);
    await expect(host.codeHost.readFiles(commit, ['a.txt'])).rejects.toMatchObject({
      type: 'code_host_function_failed',
      retryable: false,
      message: expect.stringContaining('ResponseSizeTooLarge'),
    });
  });
});

describe('the function', () => {
  it('refuses an event of another version', async () => {
    const handler = createHandler({} as never);
    for (const event of [null, {}, { operation: 'format', input: [] }, { operation: 'head', input: [1] }]) {
      expect(await handler(event)).toMatchObject({
        ok: false,
        error: { type: 'bad_request', retryable: false },
      });
    }
  });

  it('crashes on a bug of the adapter, so that Lambda reports it', async () => {
    const handler = createHandler({ head: () => Promise.reject(new TypeError('a bug')) } as never);
    await expect(handler({ operation: 'head', input: ['main'] })).rejects.toThrow('a bug');
  });
});
