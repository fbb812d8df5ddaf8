import { beforeAll, describe, expect, it } from 'vitest';
import { isLoopback, requireTokenBeyondLoopback } from './guard.ts';
import { createTestApp, type ErrorBody, jsonOf, type TestApp } from './testing/test-app.ts';

const BASE = '/developer/incidents';
const TOKEN = 'a-token-for-this-test-only';
/** Everything that changes something, but for the delivery's signed reports. */
const CHANGES = [
  '/pause-healing',
  '/revive-healing',
  '/LIVE-0001/approve',
  '/LIVE-0001/reject',
  '/LIVE-0001/retry',
  '/reset',
];
const READS = ['', '/api/data', '/healing-status'];

let test: TestApp;

async function codeOf(response: Response): Promise<string> {
  return (await jsonOf<ErrorBody>(response)).error.code;
}

describe('with an ADMIN_TOKEN', () => {
  beforeAll(async () => {
    test = await createTestApp({ environment: { ADMIN_TOKEN: TOKEN } });
    return () => test.close();
  });

  it.each(CHANGES)('POST %s asks for it', async (path) => {
    const wrong = [
      {},
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${TOKEN}x` },
      { authorization: `Bearer ${TOKEN.slice(0, -1)}` },
      { authorization: `Basic ${TOKEN}` },
      { authorization: TOKEN },
      { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:8000' },
    ];
    for (const headers of wrong) {
      const response = await test.post(BASE + path, { reason: 'x' }, headers as Record<string, string>);
      expect([response.status, await codeOf(response)]).toEqual([401, 'unauthorized']);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await test.store.healing()).reason).toBeNull();
    expect(await test.takeOutbox()).toEqual([]);
  });

  it.each(['/pause-healing', '/LIVE-0001/retry'])('POST %s is let through with it', async (path) => {
    const response = await test.post(BASE + path, {}, { authorization: `bearer ${TOKEN}` });
    expect([200, 404]).toContain(response.status);
  });

  it.each(READS)('GET %s needs none', async (path) => {
    expect((await test.app.request(BASE + path)).status).toBe(200);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('%s is asked for it too', async (method) => {
    expect((await test.app.request(`${BASE}/LIVE-0001`, { method })).status).toBe(401);
  });

  it('leaves the reports of the delivery to their signature', async () => {
    const response = await test.post(`${BASE}/pipeline/callback`, {});
    expect(await codeOf(response)).toBe('bad_signature');
  });
});

describe('without an ADMIN_TOKEN', () => {
  beforeAll(async () => {
    test = await createTestApp();
    return () => test.close();
  });

  const foreign: [string, Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a neighbour on the same site', { 'sec-fetch-site': 'same-site' }],
    [
      'a page with a borrowed name of this machine',
      {
        'sec-fetch-site': 'same-origin',
        origin: 'http://rebound.example:8000',
      },
    ],
    ['a sandboxed frame', { origin: 'null' }],
    ['an older browser on another site', { origin: 'https://evil.example' }],
    ['a name that only begins as loopback', { origin: 'http://127.0.0.1.evil.example' }],
  ];
  it.each(foreign)('refuses a change from %s', async (_, headers) => {
    for (const path of CHANGES) {
      const response = await test.post(BASE + path, { reason: 'x' }, headers);
      expect([response.status, await codeOf(response)]).toEqual([403, 'cross_origin']);
    }
    expect(await test.takeOutbox()).toEqual([]);
  });

  const own: [string, Record<string, string>][] = [
    ['curl', {}],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['its own page', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8000' }],
    ['its own page by another name', { 'sec-fetch-site': 'same-origin', origin: 'http://[::1]:8000' }],
  ];
  it.each(own)('takes a change from %s', async (_, headers) => {
    expect((await test.post(`${BASE}/pause-healing`, {}, headers)).status).toBe(200);
  });

  it('lets everybody read, wherever the link was', async () => {
    for (const path of READS) {
      const headers = { 'sec-fetch-site': 'cross-site' };
      expect((await test.app.request(BASE + path, { headers })).status).toBe(200);
    }
  });
});

describe('the address to listen on', () => {
  const loopback = ['127.0.0.1', '127.1.2.3', 'localhost', 'LOCALHOST', '::1', '[::1]'];
  const reachable = [
    '0.0.0.0',
    '::',
    '192.168.1.7',
    'example.org',
    '127.0.0.1.example.org',
    '1270.0.0.1',
    '',
  ];

  it.each(loopback)('%s leads to this machine only', (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(() => requireTokenBeyondLoopback({ HOST: host })).not.toThrow();
  });

  it.each(reachable)('%j can be reached by others, so it needs a token', (host) => {
    expect(isLoopback(host)).toBe(false);
    expect(() => requireTokenBeyondLoopback({ HOST: host })).toThrow(/Set ADMIN_TOKEN/);
    expect(() => requireTokenBeyondLoopback({ HOST: host, ADMIN_TOKEN: TOKEN })).not.toThrow();
  });
});
