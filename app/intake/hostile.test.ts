import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SutureError } from '../../domain/errors.ts';
import { demonstration } from '../../tests/support/demonstration.ts';
import { packBrotli } from '../testing/pack-brotli.ts';
import { readBody } from './doors/read-body.ts';
import { decodeExport } from './otlp/decode.ts';
import { failuresOfLogs, failuresOfTraces } from './otlp/to-recordings.ts';
import { SentryEvent } from './sentry/event.ts';
import { readEnvelope } from './sentry/read-envelope.ts';
import { toRecording } from './sentry/to-recording.ts';
import { readRecord } from './subscription-record.ts';

const service = { ...demonstration(), problem: null, attachedAt: new Date() };
const LONGEST = 100_000;
const request = (body: Buffer, encoding: string) =>
  new Request('http://suture.test/', {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-encoding': encoding },
  });

/** Any error but one of ours fails the test. */
function answered<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof SutureError && error.type === 'invalid_body') return null;
    throw error;
  }
}

it.each([
  ['gzip', gzipSync],
  ['br', packBrotli],
  ['deflate', deflateSync],
] as const)('reads a body in %s, and refuses one that unpacks to too much', async (encoding, pack) => {
  expect((await readBody(request(pack(Buffer.from('{"a":1}')), encoding), LONGEST)).toString()).toBe(
    '{"a":1}',
  );
  const bomb = pack(Buffer.alloc(50_000_000));
  await expect(readBody(request(bomb, encoding), LONGEST)).rejects.toMatchObject({ type: 'body_too_long' });
  const cut = pack(Buffer.from('x'.repeat(10_000))).subarray(0, 12);
  await expect(readBody(request(cut, encoding), LONGEST)).rejects.toMatchObject({ type: 'invalid_body' });
});

it('refuses an encoding that it does not know, and several over one another', async () => {
  for (const encoding of ['zstd', 'gzip, gzip']) {
    await expect(readBody(request(Buffer.from('x'), encoding), LONGEST)).rejects.toMatchObject({
      type: 'invalid_body',
    });
  }
});

it('reads any bytes as an envelope, or says that they are none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      answered(() => readEnvelope(Buffer.from(bytes), ['event']));
    }),
  );
});

it('skips items of other types, readable or not', () => {
  const body = [
    '{"event_id":"1"}',
    '{"type":"attachment","length":7}',
    '{\n{\n{\n{',
    '{"type":"session"}',
    'no json',
    '{"type":"log","length":0}',
    '',
    '{"type":"event"}',
    '{"message":"it"}',
  ].join('\n');
  const envelope = readEnvelope(Buffer.from(body), ['event']);
  expect(envelope.items.map(({ payload }) => payload.toString())).toEqual(['{"message":"it"}']);
  expect(envelope.skipped).toBe(3);
});

it.each([
  ['a length beyond its end', '{}\n{"type":"event","length":99}\n{}'],
  ['a negative length', '{}\n{"type":"event","length":-1}\n{}'],
  ['a length that is text', '{}\n{"type":"event","length":"2"}\n{}'],
  ['a header that is a list', '[]\n'],
  ['no bytes', ''],
])('refuses an envelope with %s', (_, body) => {
  expect(() => readEnvelope(Buffer.from(body), ['event'])).toThrow(SutureError);
});

it('takes any JSON as an event of Sentry, or drops it', () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const event = fc.record(
    {
      event_id: value,
      timestamp: value,
      level: fc.oneof(fc.constant('error'), value),
      transaction: fc.oneof(fc.string(), value),
      message: value,
      release: value,
      exception: fc.oneof(
        value,
        fc.record({
          values: fc.array(
            fc.record({
              type: value,
              value,
              mechanism: value,
              stacktrace: fc.record({
                frames: fc.array(fc.record({ filename: value, function: value, lineno: value })),
              }),
            }),
          ),
        }),
      ),
      request: fc.oneof(
        value,
        fc.record({
          url: fc.oneof(fc.webUrl(), value),
          headers: value,
          data: value,
          cookies: value,
          query_string: value,
        }),
      ),
      contexts: value,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(event, (given) => {
      const parsed = SentryEvent.safeParse(given);
      if (parsed.success) toRecording(parsed.data, service, 'an id');
    }),
    { numRuns: 500 },
  );
});

it.each(['A:$', 'mailto:a@example.org'])('takes no request from the address %s, which has no path', (url) => {
  const event = SentryEvent.parse({
    exception: { values: [{ type: 'Error', value: 'x' }] },
    request: { url },
  });
  expect(toRecording(event, service, 'an id')).toMatchObject({ request: null });
});

it('takes any bytes and any JSON as an export of OpenTelemetry, or says that they are none', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  // Five lists within one another: longer ones make texts of megabytes, and no other shapes.
  const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 });
  const attributes = few(
    fc.record({ key: fc.constantFrom('exception.type', 'exception.stacktrace', 'url.path'), value }),
  );
  const span = fc.record({
    traceId: value,
    spanId: value,
    kind: value,
    attributes,
    events: few(fc.record({ name: fc.constant('exception'), timeUnixNano: value, attributes })),
  });
  const traces = fc.record({
    resourceSpans: fc.oneof(
      value,
      few(
        fc.record({
          resource: value,
          scopeSpans: few(fc.record({ spans: few(fc.oneof(span, value)) })),
        }),
      ),
    ),
  });
  fc.assert(
    fc.property(traces, (body) => void failuresOfTraces(body, service)),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      for (const signal of ['traces', 'logs'] as const) {
        const body = answered(() => decodeExport(Buffer.from(bytes), signal, false));
        if (body) (signal === 'traces' ? failuresOfTraces : failuresOfLogs)(body, service);
      }
    }),
    { numRuns: 300 },
  );
});

const packed = (content: string | Buffer) => gzipSync(content).toString('base64');

it.each([
  ['is no text', { records: 1 }],
  ['is not packed', Buffer.from('{"messageType":"DATA_MESSAGE"}').toString('base64')],
  ['is cut off', packed(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [] })).slice(0, 40)],
  ['unpacks to too much', packed(Buffer.alloc(20_000_000, 32))],
  ['is packed twice', packed(gzipSync('{"messageType":"DATA_MESSAGE"}'))],
  ['is nested too deep', packed(`${'['.repeat(500_000)}${']'.repeat(500_000)}`)],
  ['holds no object', packed('[]')],
  ['has events that are no list', packed('{"messageType":"DATA_MESSAGE","logEvents":{}}')],
])('counts a record of CloudWatch that %s as unreadable, and says why', async (_, record) => {
  expect(await readRecord(record)).toEqual({
    ...{ events: [], control: 0, unreadable: 1 },
    why: expect.stringMatching(/\S/),
  });
});

it('keeps the readable lines of a record beside those that are not, however deep or odd they are', async () => {
  const deep = JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`) as unknown;
  const logEvents = [
    { id: 'e1', message: 'fine' },
    null,
    7,
    [],
    { message: deep },
    { id: {}, timestamp: 'x', message: '' },
  ];
  const read = await readRecord(packed(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents })));
  expect(read).toMatchObject({ events: [{ message: 'fine' }, { message: '' }], unreadable: 4 });
});
