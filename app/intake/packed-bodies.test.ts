import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packBrotli } from '../testing/pack-brotli.ts';
import { createTestApp, KEY, type TestApp } from '../testing/test-app.ts';

/** Unpacked far above what any door takes, in bytes. */
const BOMB = Buffer.alloc(100_000_000);
const PACKERS = { gzip: gzipSync, deflate: deflateSync, br: packBrotli };

/** Packed once for all doors: packing costs far more than refusing. */
const BODIES: [Buffer, string][] = Object.entries(PACKERS).flatMap(([encoding, pack]) => {
  const bomb = pack(BOMB);
  return [
    [bomb, encoding],
    [pack(bomb), `${encoding}, ${encoding}`],
    [bomb.subarray(0, bomb.length / 2), encoding],
    [pack(Buffer.from('{"errors":[]}')).subarray(0, 9), encoding],
    [Buffer.from('no packed body'), encoding],
  ] as [Buffer, string][];
});

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const DOORS = [
  `/api/1/envelope/?sentry_key=${KEY}`,
  `/shop/api/1/envelope/?sentry_key=${KEY}`,
  `/ingest/otlp/${KEY}/v1/traces`,
  `/ingest/otlp/${KEY}/v1/logs`,
  '/v1/traces',
  '/v1/logs',
  '/ingest/errors',
  '/ingest/recordings',
  '/ingest/hello',
];

async function send(path: string, body: Buffer, encoding: string): Promise<[number, unknown]> {
  const answer = await test.app.request(path, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: {
      'Content-Type': 'application/json',
      'Content-Encoding': encoding,
      'Content-Length': String(body.length),
      ...(path.includes(KEY) ? {} : { Authorization: `Bearer ${KEY}` }),
    },
  });
  return [answer.status, await answer.json()];
}

it.each(DOORS)(
  'refuses at %s what unpacks to too much, is cut off, or is packed twice, and says why',
  async (path) => {
    for (const [body, named] of BODIES) {
      const [status, said] = await send(path, body, named);
      expect([400, 413], `${named}: ${JSON.stringify(said)}`).toContain(status);
      expect(said).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    }
  },
);

it('holds no unpacked bomb in memory, however many come at once', async () => {
  const bomb = gzipSync(BOMB);
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, at) => send(DOORS[at % 4] as string, bomb, 'gzip')),
  );
  clearInterval(watch);
  expect(new Set(answers.map(([status]) => status))).toEqual(new Set([413]));
  // Forty of them would be four gigabytes.
  expect(most - before).toBeLessThan(400_000_000);
});
