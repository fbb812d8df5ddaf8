import { expect, it } from 'vitest';
import { Recording } from '../recording.ts';
import { differentRecordings } from './different-recordings.ts';

const recorded = (key: string, path: string, body?: unknown, more: object = {}) =>
  Recording.parse({
    ...{ service: 'shop', key, route: '/orders/:id', reason: 'status_500', logLine: '', latencyMs: 20 },
    ...{ at: '2026-11-29T10:00:00.000Z', request: { method: 'POST', path, body }, ...more },
  });

const FIRST = recorded('first', '/orders/7', { note: 'a', count: 1 });

it.each([
  ['the same request', [recorded('same', '/orders/7', { note: 'a', count: 1 })], []],
  [
    'the most different first',
    [
      recorded('near', '/orders/8', { note: 'a', count: 1 }),
      recorded('far', '/orders/8', { count: 'many' }),
      recorded('other', '/orders/9', { note: 'b', count: 1 }),
    ],
    ['far', 'other'],
  ],
  [
    'another route',
    [recorded('route', '/orders/7', FIRST.request?.body, { route: '/bills/:id' })],
    ['route'],
  ],
  ['another kind of failure', [recorded('crash', '/orders/9', {}, { kind: 'crash' })], []],
  ['none without its request', [recorded('none', '/orders/9', {}, { request: null })], []],
])('chooses of further recordings %s', (_, all, keys) => {
  expect(differentRecordings(FIRST, [FIRST, ...all]).map(({ key }) => key)).toEqual(keys);
});

it('chooses none of failures that take long to replay', () => {
  const hang = { ...FIRST, kind: 'hang' as const };
  expect(
    differentRecordings(hang, [{ ...hang, request: { ...FIRST.request, path: '/orders/9' } } as never]),
  ).toEqual([]);
});
