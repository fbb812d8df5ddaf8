import { expect, it } from 'vitest';
import { applyEdits } from '../syntax/edits.ts';
import { findScopes } from '../syntax/scope.ts';
import { parseSource, type Source } from '../syntax/source.ts';
import { coordinatedEdits } from './coordinated.ts';
import { singleEdits } from './index.ts';
import type { Observed } from './space-edit.ts';

function textsOf(
  broken: string,
  constants: string[] = [],
  observed?: Observed,
): { singles: Set<string>; together: Set<string> } {
  const source = parseSource({ path: 'module.ts', content: broken }) as Source;
  const singles = singleEdits({
    ...{ source, scopes: findScopes(source), constants, suspected: () => true },
    ...(observed && { observed }),
  });
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
    'an element of a list',
    'export function f(list: number[], at: number) { return at; }',
    'export function f(list: number[], at: number) { return list[at]; }',
  ],
  [
    'a spread list',
    'export function f(all: number[], more: number[]) { all.push(more); return all; }',
    'export function f(all: number[], more: number[]) { all.push(...more); return all; }',
  ],
  [
    'a value that was seen',
    'export function f(seen: Set<string>, name: string) { return null; }',
    'export function f(seen: Set<string>, name: string) { if (seen.has(name)) return null; }',
  ],
  [
    'an entry that is missing',
    'export function f(seen: Set<string>, name: string) { let n = 0; n += 1; return n; }',
    'export function f(seen: Set<string>, name: string) { let n = 0; n += 1; seen.add(name); return n; }',
  ],
  [
    'a piece of a pattern',
    'export const f = (t) => /^\\d$/.test(t);',
    'export const f = (t) => /^\\d+$/.test(t);',
  ],
  ['a digit', 'export const f = (n) => n > 225;', 'export const f = (n) => n > 255;'],
  ['a usual number', 'export const f = (n) => n + 97;', 'export const f = (n) => n + 65;'],
  ['the other part of a whole', 'export const f = (n) => n * 0.1;', 'export const f = (n) => n * 0.9;'],
  ['indices', 'export const f = (t, x, y) => t[x][y];', 'export const f = (t, x, y) => t[y][x];'],
  [
    'the larger of two values',
    'export function f(at, next) { at.end = next.end; }',
    'export function f(at, next) { at.end = Math.max(at.end, next.end); }',
  ],
  [
    'a comparator of pairs',
    'export const f = (list) => list.sort();',
    'export const f = (list) => list.sort((a, b) => a[0] - b[0]);',
  ],
  [
    'a comparator by a member',
    'export const f = (list) => list.sort().map((x) => x.age);',
    'export const f = (list) => list.sort((a, b) => a.age - b.age).map((x) => x.age);',
  ],
  [
    'the inverse step under a condition',
    'export function f(n: number, m: number) { let s = 0; s += n; return s; }',
    'export function f(n: number, m: number) { let s = 0; if (n < m) s -= n; else s += n; return s; }',
  ],
  [
    'a function that is taken for another',
    'export const f = (part) => decodeURI(part);',
    'export const f = (part) => decodeURIComponent(part);',
  ],
  [
    'a method that adds where it should set',
    "export const f = (query, page) => query.append('page', page);",
    "export const f = (query, page) => query.set('page', page);",
  ],
  [
    'a list that is begun anew',
    'export function f(done: string[], undone: string[]) { done.push(1); return done; }',
    'export function f(done: string[], undone: string[]) { done.push(1); undone.length = 0; return done; }',
  ],
  [
    'a copy of what is gone through',
    'export function f(all: Set<string>) { for (const each of all) all.delete(each); }',
    'export function f(all: Set<string>) { for (const each of [...all]) all.delete(each); }',
  ],
  [
    'a copy that is handed out',
    'export const f = (kept) => { return kept; }',
    'export const f = (kept) => { return { ...kept }; }',
  ],
  [
    'a promise that is forgotten when it fails',
    'export async function f(kept, key, made) { kept.set(key, made); return made; }',
    'export async function f(kept, key, made) { kept.set(key, made); made.catch(() => kept.delete(key)); return made; }',
  ],
  [
    'alternatives of a pattern in another order',
    'export const f = (text) => /([smh]|ms)$/.test(text);',
    'export const f = (text) => /(ms|[smh])$/.test(text);',
  ],
  [
    'a sign that is turned',
    'export function f(n: number) { let s = 1; s *= n; return s; }',
    'export function f(n: number) { let s = 1; s *= n; s = -s; return s; }',
  ],
  [
    'the entries of both',
    'export function f(a, b) { for (const key of Object.keys(a)) if (a[key] !== b[key]) return key; }',
    'export function f(a, b) { for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) if (a[key] !== b[key]) return key; }',
  ],
  [
    'an argument one less',
    'export function f(list, depth: number) { return f(list); }',
    'export function f(list, depth: number) { return f(list, depth - 1); }',
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

it.each([
  [
    'returns what the tests wait for',
    'export function f(n: number) { return 1 / n; }',
    "export function f(n: number) { if (n === 0) return 'none'; return 1 / n; }",
  ],
  [
    'throws what the tests wait for',
    'export function f(n: number) { return 1 / n; }',
    "export function f(n: number) { if (n === 0) throw new RangeError('invalid'); return 1 / n; }",
  ],
  [
    'puts the awaited piece into a text',
    "export const f = () => 'a pear';",
    'export const f = () => "a plum";',
  ],
])('%s', (_, broken, fixed) => {
  const observed = {
    expected: ["'none'"],
    errors: ["new RangeError('invalid')"],
    pieces: [['ear', 'lum']] as const,
  };
  expect(textsOf(broken, [], observed).singles).toContain(fixed);
});

it('makes the same edit at all places of a function', () => {
  const broken = 'export const f = (a, b, c) => a < b && b < c;';
  expect(textsOf(broken).together).toContain('export const f = (a, b, c) => a <= b && b <= c;');
});

it('exchanges the texts of two near places', () => {
  const broken = 'export const f = (a, b) => Math.min(a, b) - Math.max(b, a);';
  expect(textsOf(broken).together).toContain('export const f = (a, b) => Math.max(a, b) - Math.min(b, a);');
});

it('puts no list where a member is read that no list has', () => {
  const program = (read: string) => `export function f(rules: string[], rule) { return ${read}; }`;
  expect(textsOf(program('rule.name')).singles).not.toContain(program('rules.name'));
  expect(textsOf(program('rule.length')).singles).toContain(program('rules.length'));
});

it('replaces marks of a text by those that the tests wait for, but no letters or digits', () => {
  const program = (value: string) => `export function f(text: string) { return ${value}; }`;
  const pieces = [['+', ' '] as const, ['31', '29'] as const];
  const { singles } = textsOf(program('text'), [], { expected: [], errors: [], pieces });
  expect(singles).toContain(program("text.replaceAll('+', ' ')"));
  expect(singles).not.toContain(program("text.replaceAll('31', '29')"));
});

it('puts no value in the place of one that cannot be absent', () => {
  const program = (operator: string) => `export const f = (a, b) => !a ${operator} b - 1;`;
  expect(textsOf(program('&&')).singles).toContain(program('||'));
  expect(textsOf(program('&&')).singles).not.toContain(program('??'));
});
