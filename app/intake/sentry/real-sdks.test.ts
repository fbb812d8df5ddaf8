import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { indexFiles } from '../../../domain/failure/file-index.ts';
import { demonstration } from '../../../tests/support/demonstration.ts';
import { createAnalyse } from '../core/analyse.ts';
import { SentryEvent } from './event.ts';
import { readEnvelope } from './read-envelope.ts';
import { toRecording } from './to-recording.ts';

/** Sent by unmodified SDKs, set up as their documentation says; without what their events hold of the machine. */
const FOLDER = 'tests/fixtures/envelopes';
const service = { ...demonstration(), problem: null, attachedAt: new Date(0) };
const files = { index: indexFiles(['src/server.mjs', 'src/app.py']), root: '' };
const analyse = createAnalyse();

function read(name: string) {
  const { items } = readEnvelope(readFileSync(`${FOLDER}/${name}.envelope`), ['event']);
  const event = SentryEvent.parse(JSON.parse(String(items[0]?.payload)));
  const recording = toRecording(event, service, name);
  if (!recording) throw new Error(`${name} is taken for no failure`);
  return { recording, ...analyse(recording, service, files) };
}

const names = readdirSync(FOLDER).map((file) => file.replace('.envelope', ''));
const node = names.filter((name) => name.startsWith('node-'));

it.each(node)('finds the place of the mistake in an event of %s', (name) => {
  const { fault } = read(name);
  expect(fault.frames.find(({ inApp }) => inApp)).toMatchObject({
    file: 'src/server.mjs',
    function: 'totalOf',
    line: 5,
    mapped: true,
  });
  expect(fault.title).toContain('TypeError in totalOf, src/server.mjs');
});

it.each(node.filter((name) => name !== 'node-8-http'))('finds the request in an event of %s', (name) => {
  const { recording } = read(name);
  expect(recording.request?.path).toBe('/orders/17?full=1');
  expect(recording.request?.method).toBe(name.endsWith('koa') ? 'GET' : 'POST');
});

it.each(['node-8-express', 'node-8-fastify', 'node-9-express', 'node-10-express', 'node-10-hono'])(
  'finds the body in an event of %s',
  (name) => {
    expect(read(name).recording.request?.body).toEqual({ id: 7, email: 'ada@example.com' });
    expect(read(name).fault.missing.join()).not.toContain('body');
  },
);

it('counts the same mistake once whichever version of the SDK reports it', () => {
  const codes = (framework: string) =>
    new Set(names.filter((name) => name.endsWith(framework)).map((name) => read(name).fingerprint.code));
  expect([...codes('express')]).toHaveLength(1);
  expect([...codes('koa')]).toHaveLength(1);
});

it('takes a rejection that nothing handles for a crash, also where the SDK names no request', () => {
  expect(read('node-10-http').recording.kind).toBe('crash');
  const { recording, fault } = read('node-8-http');
  expect(recording.kind).toBe('crash');
  expect(fault.missing).toContain('The report names no request, so none can be replayed.');
});

it('says that the body of a request is missing where the SDK did not send it', () => {
  const { recording, fault } = read('node-10-http');
  expect(recording.request?.body).toBeUndefined();
  expect(fault.missing).toContain(
    'The report does not hold the body of the request, so it cannot be replayed as it was.',
  );
});

it('reads the causes and the request of an event of Python', () => {
  const { recording, fault } = read('python');
  expect(recording.errors.map((error) => error.class)).toEqual(['RuntimeError', 'KeyError']);
  expect(recording.request).toMatchObject({ method: 'POST', path: '/orders/17?full=1' });
  expect(fault.frames.find(({ inApp }) => inApp)).toMatchObject({ file: 'src/app.py', function: 'app' });
});
