import { expect, it } from 'vitest';
import type { LeftBehind } from '../../domain/ports/prover.ts';
import { readStatement } from '../witness/statement.ts';
import { boundIn, carriedBy, leavesOther } from './left-behind.ts';
import { digest } from './near/ask-in-turn.ts';

const left = (
  given: Partial<LeftBehind> & { carried?: Record<string, string | string[]> } = {},
): LeftBehind => ({
  ...carriedBy(given.carried ?? {}),
  ...{ after: {}, once: {}, again: {} },
  ...given,
});
const cookie = (text: string) => left({ carried: { 'set-cookie': [text] } });
const kept = left({ once: { 'select rates': 1 }, again: {} });

it.each<[string, LeftBehind, LeftBehind, LeftBehind, RegExp | null]>([
  [
    'a header is gone',
    left({ carried: { vary: 'accept' } }),
    left({ carried: { vary: 'accept' } }),
    left(),
    /header vary/,
  ],
  [
    'a header differs',
    left({ carried: { location: '/a' } }),
    left({ carried: { location: '/a' } }),
    left({ carried: { location: '/b' } }),
    /another location/,
  ],
  [
    'a header is noise',
    left({ carried: { 'x-id': '1' } }),
    left({ carried: { 'x-id': '2' } }),
    left({ carried: { 'x-id': '3' } }),
    null,
  ],
  [
    'a header belongs to the moment',
    left({ carried: { date: 'a' } }),
    left({ carried: { date: 'a' } }),
    left(),
    null,
  ],
  [
    'a cookie is gone',
    cookie('seen=1; HttpOnly'),
    cookie('seen=2; HttpOnly'),
    left(),
    /sets the cookie seen/,
  ],
  ['a cookie is open', cookie('s=1; HttpOnly'), cookie('s=2; HttpOnly'), cookie('s=3'), /cookie s with “”/],
  ['a cookie holds another value', cookie('s=1; Path=/'), cookie('s=2; Path=/'), cookie('s=3; Path=/'), null],
  [
    'another value is bound',
    left({ bound: { 'select days': ['to the 31st'] } }),
    left({ bound: { 'select days': ['to the 31st'] } }),
    left({ bound: { 'select days': ['to the 28th'] } }),
    /binds other values than before: select days/,
  ],
  [
    'a value that is bound is noise',
    left({ bound: { 'insert days': ['one'] } }),
    left({ bound: { 'insert days': ['two'] } }),
    left({ bound: { 'insert days': ['three'] } }),
    null,
  ],
  [
    'another statement asks for the same',
    left({ bound: { 'select days': ['to the 31st'] } }),
    left({ bound: { 'select days': ['to the 31st'] } }),
    left({ bound: { 'select days below': ['before the 1st'] } }),
    null,
  ],
  [
    'nothing is stored',
    left({ after: { '/notes': ['a'] } }),
    left({ after: { '/notes': ['a'] } }),
    left({ after: { '/notes': [] } }),
    /GET \/notes/,
  ],
  [
    'a cache is off',
    kept,
    kept,
    left({ once: { 'select rates': 1 }, again: { 'select rates': 1 } }),
    /select rates/,
  ],
  [
    'a statement is new',
    kept,
    kept,
    left({ once: { 'select users': 1 }, again: { 'select users': 1 } }),
    null,
  ],
])('judges what an answer leaves behind where %s', (_, first, second, now, found) => {
  if (found) expect(leavesOther(first, second, now)).toMatch(found);
  else expect(leavesOther(first, second, now)).toBeNull();
});

it('holds nothing of what is bound to a statement that a fix may write in another way, nor of others that hold the same text', () => {
  const sent = (text: string, ...parameters: string[]) => ({
    ...{ outcome: 'completed', statement: readStatement(text), parameters },
  });
  const find = 'SELECT id FROM jobs WHERE title ~* $1';
  const statements = [
    sent(find, '(Bar)'),
    sent('INSERT INTO searches (term) VALUES ($1)', '(Bar)'),
    sent('SELECT name FROM people WHERE id = $1', '7'),
  ];
  const rewritten = digest(readStatement(find).masked);
  const bound = (one: string | null) =>
    Object.keys(boundIn({ statements } as never, { rewritten: one, pattern: null }));
  expect(bound(null)).toHaveLength(3);
  expect(bound(rewritten)).toEqual([readStatement('SELECT name FROM people WHERE id = $1').masked]);
});
