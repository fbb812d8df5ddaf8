import { expect, it } from 'vitest';
import type { NearAnswers } from '../../domain/ports/prover.ts';
import { fieldRecording } from '../replay/testing.ts';
import { type Blamed, blamesCaller } from './blames-caller.ts';

const get = (path: string) => ({ method: 'GET', path, headers: {} });
const post = (body: unknown) => ({ method: 'POST', path: '/orders', headers: {}, body });
const threw = (name: string, message: string) => ({ errors: [{ class: name, message }] });
const sql = (rows: object[], error: object | null = null) => ({
  steps: [
    {
      kind: 'sql',
      text: 'SELECT * FROM orders WHERE id = $1',
      values: [7],
      rows,
      rowCount: rows.length,
      error,
    },
  ],
});
/** A statement that the database refused since it cannot read a value. */
const unread = (value: string) => ({
  ...sql([], { code: '22008', message: `date/time field value out of range: "${value}"` }).steps[0],
  values: [value],
});
const near = (refusals: NonNullable<NearAnswers['refusals']>): NearAnswers => ({
  ...{ good: [], edges: [], varied: null, upstreamBody: null, refusals },
  guilty: [{ part: 'query tag', absent: null, isTaken: true, refusesOthers: true }],
});

function blames(recording: Record<string, unknown>, more: Partial<Blamed> = {}) {
  const known = { status: 400, failures: [], near: null, isOnPurpose: false, good: [] };
  return blamesCaller({ ...known, recording: fieldRecording({ status: 500, ...recording }), ...more });
}

it.each<[string, Record<string, unknown>, Partial<Blamed>]>([
  [
    'an error of the code',
    { request: get('/pages/a'), ...threw('TypeError', 'Invalid character in header content') },
    {},
  ],
  [
    'a stack that overflows',
    { request: post({ n: 9 }), ...threw('RangeError', 'Maximum call stack size exceeded') },
    {},
  ],
  [
    'stored data that cannot be read',
    { request: get('/orders/7'), ...threw('SyntaxError', 'Unexpected token x') },
    {},
  ],
  ['a loop without an end', { kind: 'hang', request: get('/categories/paint') }, { status: 409 }],
  [
    'a row that is there',
    {
      request: get('/orders/7'),
      ...threw('TypeError', "Cannot read properties of null (reading 'x')"),
      ...sql([{ id: 7 }]),
    },
    { status: 404 },
  ],
  [
    'a name that is known, where unknown ones are answered with 404',
    {
      request: get('/orders/seven'),
      ...threw('TypeError', "Cannot read properties of undefined (reading 'x')"),
    },
    { status: 404, near: near([{ part: 'path 2', how: 'value', status: 404 }]) },
  ],
  [
    'an error that the code throws for its own state',
    { request: get('/orders/7'), ...threw('Error', 'totals differ') },
    { status: 409, isOnPurpose: true },
  ],
  [
    'a value that may be left out, where nothing else is refused',
    { request: post({ words: ['a'] }), ...threw('TypeError', 'Cannot destructure') },
    { good: [post({ words: ['b'], options: {} }), post({ words: ['c'] })] },
  ],
  [
    'a value as good as others, of which the code made one that the database refuses',
    { request: get('/report?month=2024-02'), steps: [unread('2024-02-31')] },
    { good: [get('/report?month=2024-03')] },
  ],
  [
    'a request that found no connection left, and is answered with 200 while there are some',
    { kind: 'exhaustion', request: get('/orders/7') },
    { status: 404, near: { ...near([]), unhurt: 200 } },
  ],
])('names a refusal of %s', (_, recording, more) => {
  expect(blames(recording, more)).toEqual([
    expect.stringMatching(/a mistake of the caller|of which the code made/),
  ]);
});

it.each<[string, Record<string, unknown>, Partial<Blamed>]>([
  [
    'a value that the language cannot read',
    { request: get('/a?zone=Mars'), ...threw('RangeError', 'Invalid time zone specified: Mars') },
    {},
  ],
  [
    'an address that cannot be read',
    { request: get('/labels/50%'), ...threw('URIError', 'URI malformed') },
    {},
  ],
  [
    'what the database objects to',
    { request: get('/a/x'), ...sql([], { code: '22P02', message: 'no' }) },
    {},
  ],
  [
    'a value to which the database objects, and that the code wrote into another',
    { request: get('/report?day=soon'), steps: [unread('soonT00:00:00')] },
    { good: [get('/report?day=2024-03-01')] },
  ],
  [
    'a day that no calendar has, and that the code wrote into another',
    { request: get('/report?day=2024-02-30'), steps: [unread('2024-02-30T00:00:00')] },
    { good: [get('/report?day=2024-03-01')] },
  ],
  ['what a library checks', { request: post({}), ...threw('ZodError', 'no') }, {}],
  [
    'what is not there',
    { request: get('/orders/7'), ...threw('TypeError', 'no'), ...sql([]) },
    { status: 404 },
  ],
  [
    'what the code calls unknown',
    { request: get('/a/7'), ...threw('Error', 'unknown order') },
    { status: 404, isOnPurpose: true },
  ],
  [
    'a value that all good requests have',
    { request: post({}), ...threw('TypeError', 'Cannot read') },
    { good: [post({ words: ['b'] }), post({ words: ['c'] })] },
  ],
  [
    'a value that may be left out, where others are refused for that',
    { request: post({ words: ['a'] }), ...threw('TypeError', 'Cannot destructure') },
    {
      good: [post({ words: ['b'], options: {} }), post({ words: ['c'] })],
      near: near([{ part: 'body words', how: 'absent', status: 400 }]),
    },
  ],
  [
    'a text that takes long, where others of its kind are refused',
    { kind: 'hang', request: get('/a?tag=aaaa!') },
    { near: near([{ part: 'query tag', how: 'value', status: 400 }]) },
  ],
  [
    'a request that found no connection left, and is refused in the same way while there are some',
    { kind: 'exhaustion', request: get('/orders/7') },
    { status: 404, near: { ...near([]), unhurt: 404 } },
  ],
  ['a request that is answered well', { request: get('/a'), ...threw('TypeError', 'no') }, { status: 200 }],
])('says nothing of %s', (_, recording, more) => {
  expect(blames(recording, more)).toEqual([]);
});
