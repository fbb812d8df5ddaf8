import { expect, it } from 'vitest';
import { applyEdits } from '../syntax/edits.ts';
import { findScopes } from '../syntax/scope.ts';
import { parseSource, type Source } from '../syntax/source.ts';
import { coordinatedEdits } from './coordinated.ts';
import { singleEdits } from './index.ts';

function textsOf(broken: string, constants: string[] = []): { singles: Set<string>; together: Set<string> } {
  const source = parseSource({ path: 'module.ts', content: broken }) as Source;
  const singles = singleEdits({ source, scopes: findScopes(source), constants, suspected: () => true });
  const apply = (list: typeof singles) =>
    new Set(list.map(({ edits }) => applyEdits(broken, edits).replace(/\s+/g, ' ')));
  return { singles: apply(singles), together: apply(coordinatedEdits(source, singles)) };
}

it.each([
  ['an operator', 'export const f = (a, b) => a < b;', 'export const f = (a, b) => a <= b;'],
  [
    'a far constant',
    'export const f = (a) => a * 60; const most = 3600;',
    'export const f = (a) => a * 3600; const most = 3600;',
  ],
  [
    'a name for a literal',
    'export function f(n: number) { return n + 1; }',
    'export function f(n: number) { return n + n; }',
  ],
  [
    'an argument that is missing',
    'export const f = (a, b) => pow(a);',
    'export const f = (a, b) => pow(a, b);',
  ],
  [
    'receiver and argument',
    'export const f = (a, b) => a.includes(b);',
    'export const f = (a, b) => b.includes(a);',
  ],
  [
    'a call behind',
    'export function f(a: string) { return a; }',
    'export function f(a: string) { return a.trim(); }',
  ],
  [
    'a bound',
    'export function f(n: number) { return n; }',
    'export function f(n: number) { return Math.max(0, n); }',
  ],
  [
    'a condition around',
    'export function f(a) { return null; }',
    'export function f(a) { if (!a) return null; }',
  ],
  [
    'a guard',
    'export function f(list: string[]) { return list[0]; }',
    'export function f(list: string[]) { if (list.length === 0) return null; return list[0]; }',
  ],
  [
    'a return',
    'export function f(n: number) { let m = n; m += 1; }',
    'export function f(n: number) { let m = n; m += 1; return m; }',
  ],
  [
    'a statement in an empty block',
    'export function f(l: number[]) { let m = 0; for (const n of l) { } return m; }',
    'export function f(l: number[]) { let m = 0; for (const n of l) { m += n; } return m; }',
  ],
  [
    'a piece of a text',
    "export const f = () => 'a-b'; const g = '_';",
    'export const f = () => "a_b"; const g = \'_\';',
  ],
  [
    'a piece of a pattern',
    'export const f = (t) => /^\\d$/.test(t);',
    'export const f = (t) => /^\\d+$/.test(t);',
  ],
])('reaches %s by one edit', (_, broken, fixed) => {
  expect(textsOf(broken).singles).toContain(fixed);
});

it('compares with the constants that the tests pass', () => {
  const broken = 'export const f = (s) => (s.code === 429 ? 1 : 2);';
  expect(textsOf(broken, ['503']).singles).toContain(
    'export const f = (s) => ((s.code === 429) || s.code === 503 ? 1 : 2);',
  );
});

it('makes the same edit at all places of a function', () => {
  const broken = 'export const f = (a, b, c) => a < b && b < c;';
  expect(textsOf(broken).together).toContain('export const f = (a, b, c) => a <= b && b <= c;');
});
