import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type ErrorBody, jsonOf, type TestApp } from './testing/test-app.ts';

const BASE = '/developer/incidents';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

async function answerOf(response: Response) {
  return { status: response.status, body: await jsonOf<ErrorBody>(response) };
}

describe('an unknown route', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/nothing/here'],
    ['GET', `${BASE}/LIVE-0001/none`],
    ['GET', `${BASE}/assets/none.js`],
    ['GET', `${BASE}/assets/..%2f..%2fmain.ts`],
    ['GET', `${BASE}/assets/constructor`],
    ['GET', `${BASE}/assets/__proto__`],
    ['POST', `${BASE}/pipeline/none`],
  ])('%s %s is answered with 404 as JSON that names /openapi.json', async (method, path) => {
    const { status, body } = await answerOf(await test.app.request(path, { method }));
    expect(status).toBe(404);
    expect(body.error.code).toBe('not_found');
    expect(body.error.message).toContain('/openapi.json');
  });
});

describe('a route asked by the wrong method', () => {
  it.each([
    ['DELETE', '/up'],
    ['POST', '/metrics'],
    ['POST', `${BASE}/healing-status`],
    ['PUT', `${BASE}/LIVE-0001`],
    ['DELETE', `${BASE}/LIVE-0001`],
    ['GET', `${BASE}/LIVE-0001/approve`],
    ['GET', `${BASE}/pipeline/callback`],
  ])('%s %s changes nothing and is answered with 404', async (method, path) => {
    const { status, body } = await answerOf(await test.app.request(path, { method }));
    expect([status, body.error.code]).toEqual([404, 'not_found']);
    expect(body.error.message).toContain(`${method} ${path}`);
  });

  it.each(['/up', BASE, `${BASE}/api/data`])('HEAD %s is GET without a body', async (path) => {
    const response = await test.app.request(path, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe('a body', () => {
  const paths = ['/pause-healing', '/revive-healing', '/LIVE-0001/approve', '/LIVE-0001/retry'];

  it.each(paths)('that is broken is refused by POST %s', async (path) => {
    for (const text of ['{"reason":"x"', "{'reason':1}", 'undefined']) {
      const { status, body } = await answerOf(await test.post(BASE + path, text));
      expect([status, body.error.code]).toEqual([400, 'invalid_body']);
      expect(body.error.message).toMatch(/JSON/);
    }
  });

  it.each(paths)('that is too long is refused by POST %s', async (path) => {
    const text = JSON.stringify({ reason: 'x'.repeat(1_000_000) });
    const { status, body } = await answerOf(await test.post(BASE + path, text));
    expect([status, body.error.code]).toEqual([413, 'body_too_long']);
    expect(body.error.message).toContain('shorter');
  });

  it('that does not end is cut off without a declared length', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 16_384;
        controller.enqueue(new Uint8Array(16_384).fill(32));
      },
    });
    const response = await test.app.request(`${BASE}/pause-healing`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(1_000_000);
  });

  it('that is nested deeply is rejected', async () => {
    const text = `{"reason":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const { status, body } = await answerOf(await test.post(`${BASE}/pause-healing`, text));
    expect([status, body.error.code]).toEqual([400, 'invalid_body']);
  });

  it('ignores fields that the schema does not have', async () => {
    const text = '{"__proto__":{"paused":false},"constructor":1,"paused":false,"reason":"a try"}';
    expect(await (await test.post(`${BASE}/pause-healing`, text)).json()).toMatchObject({
      paused: true,
      reason: 'a try',
    });
    expect(Object.hasOwn(Object.prototype, 'paused')).toBe(false);
  });
});

describe('an unexpected error', () => {
  it('is logged with its stack, and its message is not shown', async () => {
    const own = await createTestApp();
    try {
      own.parts.store.healing = async () => {
        throw new Error('password=hunter2 leaked');
      };
      const { status, body } = await answerOf(await own.app.request(`${BASE}/healing-status`));
      expect([status, body.error.code]).toEqual([500, 'internal_error']);
      expect(JSON.stringify(body)).not.toContain('hunter2');
      expect(own.lines).toEqual([
        expect.stringMatching(
          /^GET \/developer\/incidents\/healing-status: Error: password=hunter2.*\n\s+at /,
        ),
      ]);
    } finally {
      await own.close();
    }
  });
});

it('asks every client for a new connection once the app is about to end', async () => {
  const own = await createTestApp();
  try {
    expect((await own.app.request('/up')).headers.get('connection')).toBeNull();
    own.stop();
    const up = await own.app.request('/up');
    expect([up.status, up.headers.get('connection')]).toEqual([503, 'close']);
    expect((await own.app.request('/up/build')).headers.get('connection')).toBe('close');
  } finally {
    await own.close();
  }
});
