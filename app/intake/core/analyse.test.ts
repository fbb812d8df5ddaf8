import { expect, it } from 'vitest';
import { indexFiles } from '../../../domain/failure/file-index.ts';
import { Recording } from '../../../domain/recording.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import { parseDefinition } from '../../../domain/service-definition.ts';
import { createAnalyse } from './analyse.ts';

const files = { index: indexFiles(['src/orders.ts', 'src/users.ts']), root: '' };
const service = { name: 'shop', definition: null, definitionCommit: null } as ServiceRecord;

function failed(message: string, at: string | null, more: Partial<Recording> = {}): Recording {
  return Recording.parse({
    service: 'shop',
    key: message,
    route: '/orders',
    reason: 'TypeError',
    logLine: '',
    latencyMs: 1,
    errorClass: 'TypeError',
    message,
    stack: at === null ? null : `TypeError: ${message}\n    at ${at}:3:9)\n    at f (node:internal/x:1:1)`,
    at: '2026-11-29T10:00:00.000Z',
    ...more,
  });
}

it('analyses failures that differ in their values once', () => {
  const analyse = createAnalyse();
  const of = (message: string) => analyse(failed(message, 'charge (/app/src/orders.ts'), service, files);
  expect(of('order 1 has no customer')).toBe(of('order 2 has no customer'));
});

it.each([
  ['their places', failed('a', 'charge (/app/src/orders.ts'), failed('a', 'load (/app/src/users.ts')],
  ['their words, without a place', failed('no customer', null), failed('no stock', null)],
  [
    'the code that the message names',
    failed('connect ECONNREFUSED', 'f (/app/src/users.ts'),
    failed('connect ETIMEDOUT', 'f (/app/src/users.ts'),
  ],
  [
    'places of their causes',
    failed('a', null, {
      errors: [cause(null), cause('Error: a\n    at one (/app/src/orders.ts:1:1)')],
      status: 500,
    }),
    failed('b', null, {
      errors: [cause(null), cause('Error: a\n    at two (/app/src/users.ts:1:1)')],
      status: 500,
    }),
  ],
])('analyses failures apart that differ in %s', (_, one, other) => {
  const analyse = createAnalyse();
  expect(analyse(one, service, files)).not.toBe(analyse(other, service, files));
  expect(analyse(one, service, files)).toEqual(createAnalyse()(one, service, files));
  expect(analyse(other, service, files)).toEqual(createAnalyse()(other, service, files));
});

it('makes one fault of all ends for lack of memory, and another one of those without a word', () => {
  const analyse = createAnalyse();
  const died = (errorClass: string, reason: string, message: string) =>
    analyse(failed(message, null, { kind: 'crash', route: '/', reason, errorClass }), service, files).fault
      .code;
  const full = (used: number) =>
    died(
      'OutOfMemory',
      'out_of_memory',
      `The process ended for lack of memory: ${used} of 512 MB were in use.`,
    );
  const killed = died('ProcessKilled', 'killed', 'The process ended without a word: killed (SIGKILL)');
  expect([full(511), full(512)]).toEqual([full(498), full(498)]);
  expect(killed).not.toBe(full(498));
});

it('takes the places of the error that a handler of errors met before it failed itself, behind its own', () => {
  const analyse = createAnalyse();
  const own = { ...service, definition: parseDefinition({ name: 'shop' }) };
  const again = (message: string, first: string) =>
    failed(message, 'answerError (/app/src/users.ts', {
      errors: [
        cause('Error: a\n    at answerError (/app/src/users.ts:3:9)'),
        cause(`TypeError: b\n    at ${first}:7:5)\n    at answerError (/app/src/users.ts:3:9)`),
      ],
    });
  const one = analyse(again('order 1', 'price (/app/src/orders.ts'), own, files);
  expect(one.fault.frames.map(({ file, line }) => [file, line])).toEqual([
    ['src/users.ts', 3],
    ['node:internal/x', 1],
    ['src/orders.ts', 7],
  ]);
  expect(one.fault.allowedFiles).toEqual(['src/users.ts', 'src/orders.ts']);
  expect(one.fault.title).toContain('answerError');
  const same = analyse(again('order 2', 'price (/app/src/orders.ts'), own, files);
  const other = analyse(again('order 2', 'tax (/app/src/orders.ts'), own, files);
  expect(same.fault.frames).toEqual(one.fault.frames);
  expect(other.fault.frames).not.toEqual(one.fault.frames);
});

function cause(stack: string | null) {
  return { class: 'Error', message: 'a', stack, handled: null };
}

it('reads a stack again for the files of another commit', () => {
  const analyse = createAnalyse();
  const recording = failed('a', 'charge (/app/src/orders.ts');
  expect(analyse(recording, service, null).fault.frames[0]?.mapped).toBe(false);
  expect(analyse(recording, service, files).fault.frames[0]?.mapped).toBe(true);
});
