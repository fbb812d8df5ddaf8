import { expect, it } from 'vitest';
import { observe } from '../evidence/observed.ts';
import { unreadMembers } from '../evidence/unread.ts';
import { applyEdits } from '../syntax/edits.ts';
import { fieldsOf } from '../syntax/fields.ts';
import { findScopes } from '../syntax/scope.ts';
import { parseSource, type Source } from '../syntax/source.ts';
import { coordinatedEdits } from './coordinated.ts';
import { singleEdits } from './index.ts';
import type { Unread } from './space-edit.ts';

/** All texts that one edit makes, with one space for each gap. */
function madeOf(content: string, constants: string[] = [], unread: Unread[] = []): string[] {
  const source = parseSource({ path: 'module.ts', content }) as Source;
  const scopes = findScopes(source, fieldsOf(source));
  const observed = { expected: ["'second'"], errors: [], pieces: [] };
  return singleEdits({ source, scopes, constants, observed, unread, suspected: () => true }).map(
    ({ edits }) => applyEdits(content, edits).replace(/\s+/g, ' '),
  );
}
/** A class around the body of a method. */
const inClass = (body: string) =>
  `class Log { #lines = new Map<string, number>(); last = 0; private list: string[] = []; get size() { return this.#lines.size; } add(now: number, name: string, more: string[]) { ${body} } }`;
const inFunction = (body: string) => `function f(list: number[], at: number, other) { ${body} }`;

it.each([
  [
    'the end of a walk that nobody hands up',
    'function walk(node, visit) { if (visit(node) === false) return false; for (const each of node.children) { walk(each, visit); } return true; }',
    'function walk(node, visit) { if (visit(node) === false) return false; for (const each of node.children) { if (walk(each, visit) === false) return false; } return true; }',
  ],
  [
    'what a search below found',
    'function find(node, id) { if (node.id === id) return node; for (const each of node.parts) { find(each, id); } return null; }',
    'function find(node, id) { if (node.id === id) return node; for (const each of node.parts) { { const found = find(each, id); if (found != null) return found; } } return null; }',
  ],
  [
    'a step that is to be made in any case',
    'async function f(lock, work) { const done = await work(); lock.release(); return done; }',
    'async function f(lock, work) { try { const done = await work(); return done; } finally { lock.release(); } }',
  ],
  [
    'what a method answers in the place of a value',
    'class Stock { available(sku) { return this.item(sku).held; } reserve(sku, count) { if (this.item(sku).onHand < count) return false; return true; } }',
    'class Stock { available(sku) { return this.item(sku).held; } reserve(sku, count) { if (this.available(sku) < count) return false; return true; } }',
  ],
  [
    'a step before a function and not behind it',
    "function f(text) { return decodeURIComponent(text).replaceAll('+', ' '); }",
    "function f(text) { return decodeURIComponent(text.replaceAll('+', ' ')); }",
  ],
  [
    'a step behind a function and not before it',
    'function f(text) { return decodeURIComponent(text.trim()); }',
    'function f(text) { return decodeURIComponent(text).trim(); }',
  ],
  [
    'both indexes of a table',
    'function f(next, i, j, k) { next[i][j] = next[k][j]; }',
    'function f(next, i, j, k) { next[i][j] = next[i][k]; }',
  ],
  [
    'a first row that counts',
    'function f(b) { return Array.from({ length: b.length + 1 }, () => 0); }',
    'function f(b) { return Array.from({ length: b.length + 1 }, (_, at) => at); }',
  ],
  [
    'the last of a chain that comes first',
    "function f(text) { return text.replace('<', '&lt;').replace('>', '&gt;').replace('&', '&amp;'); }",
    "function f(text) { return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;'); }",
  ],
  ['a field that is not set', inClass('this.size;'), inClass('this.size; this.last = now;')],
  ['a list of a field', inClass('this.size;'), inClass('this.size; this.list.push(...more);')],
  ['a getter in a condition', inClass('this.last = now;'), inClass('if (this.last < now) this.last = now;')],
  [
    'a field of a parameter of the constructor',
    'class A { constructor(private readonly most: number) {} f(n: number) { return n; } }',
    'class A { constructor(private readonly most: number) {} f(n: number) { return this.most; } }',
  ],
  ['a field for a name', inClass('return now;'), inClass('return this.last;')],
  [
    'what is set only once',
    inClass('this.#lines.set(name, now);'),
    inClass('if (!this.#lines.has(name)) this.#lines.set(name, now);'),
  ],
  ['an entry that is set only once', inFunction('list[at] = 0;'), inFunction('list[at] ??= 0;')],
  [
    'what was begun already',
    inFunction('let own = {}; other[at] = own;'),
    inFunction('let own = other[at] ?? {}; other[at] = own;'),
  ],
  [
    'exchanged parameters',
    'function f(from: string, to: string) { return from + to; }',
    'function f(to: string, from: string) { return from + to; }',
  ],
  [
    'a call and a value',
    inFunction('const cost = 1 * at; return other.get(at) - cost;'),
    inFunction('const cost = 1 * at; return other.get(at) - (other.get(at) + cost);'),
  ],
  [
    'a branch with arithmetic',
    'const DAY = 1440; function f(from: number, to: number) { return to - from; }',
    'const DAY = 1440; function f(from: number, to: number) { return (to < from ? (to - from) + 1440 : to - from); }',
  ],
  [
    'a step of the own members under a condition',
    'function f(job) { log(job.at, job.every); end(job); }',
    'function f(job) { log(job.at, job.every); if (job.every) job.at += job.every; else end(job); }',
  ],
  [
    'two statements of a like branch',
    'function f(a, b) { if (a) { b.open(a); b.read(a); } else { b.end(); } }',
    'function f(a, b) { if (a) { b.open(a); b.read(a); } else { b.open(a); b.read(a); b.end(); } }',
  ],
  [
    'an argument that is missing at first',
    inFunction('return list.slice(at);'),
    inFunction('return list.slice(0, at);'),
  ],
  [
    'a step that is bounded',
    'function f(sum: number, by: number, most: number) { sum += by; return sum; }',
    'function f(sum: number, by: number, most: number) { sum = Math.min(most, sum + by); return sum; }',
  ],
  [
    'the last of a list',
    inFunction('if (at === 0) return 1;'),
    inFunction('if ((at === 0) || at === list.length - 1) return 1;'),
  ],
  [
    'a member that is named as a value',
    'function f(lots, day: string) { return lots.find((lot) => lot.count > 0 && lot.name === lot.day); }',
    'function f(lots, day: string) { return lots.find((lot) => (lot.count > 0 && lot.name === lot.day) && lot.day === day); }',
  ],
  [
    'another small number that is compared',
    'const f = (day) => day !== 0 && open;',
    'const f = (day) => (day !== 0 && open) && day !== 6;',
  ],
  [
    'what is taken off a rest',
    'function f(left: number, lots) { for (const lot of lots) { const part = Math.min(left, lot.n); lot.n -= part; } }',
    'function f(left: number, lots) { for (const lot of lots) { const part = Math.min(left, lot.n); left -= part; lot.n -= part; } }',
  ],
  [
    'a list that is set to what is left of it',
    'function f(list) { const own = [...list]; own.filter(Boolean); return own; }',
    'function f(list) { let own = [...list]; own = own.filter(Boolean); return own; }',
  ],
  [
    'a text that is set to what a function makes of it',
    'function f(text) { tidy(text); return text; }',
    'function f(text) { text = tidy(text); return text; }',
  ],
  [
    'a number against a member',
    'function f(sum: number, owed) { return sum - owed.rest; }',
    'function f(sum: number, owed) { if (sum > owed.rest) return sum - owed.rest; return sum - owed.rest; }',
  ],
  [
    'a type that is asked for as elsewhere',
    "const f = (user) => { if (typeof user.name !== 'string') fail(); if (user.age < 0) fail(); };",
    "const f = (user) => { if (typeof user.name !== 'string') fail(); if ((user.age < 0) || typeof user.age !== 'number') fail(); };",
  ],
  [
    'a sum against a member',
    'function f(owed, by) { const sum = owed.paid + by; return sum === owed.all; }',
    'function f(owed, by) { const sum = owed.paid + by; if (sum > owed.all) return 0; return sum === owed.all; }',
  ],
  [
    'a number against a length',
    'function f(text: string, at: number) { return at; }',
    'function f(text: string, at: number) { if (at !== text.length) return null; return at; }',
  ],
  [
    'a member as a key',
    'const known = new Map(); function f(row) { if (row.of === null) add(row); }',
    'const known = new Map(); function f(row) { if ((row.of === null) || !known.has(row.of)) add(row); }',
  ],
  [
    'a field that is emptied as elsewhere',
    'class A { #timer = undefined; a() { this.#timer ??= start(); } b() { stop(); } }',
    'class A { #timer = undefined; a() { this.#timer ??= start(); } b() { stop(); this.#timer = undefined; } }',
  ],
  [
    'a text that is put in as it is',
    'function f(text, name, value) { return text.replace(name, value); }',
    'function f(text, name, value) { return text.replace(name, () => value); }',
  ],
  [
    'a number instead of nothing',
    'function f(date: Date) { return date.getUTCDay(); } const week = 7;',
    'function f(date: Date) { return date.getUTCDay() || 7; } const week = 7;',
  ],
])('reaches %s by one edit', (_, broken, fixed) => {
  expect(madeOf(broken)).toContain(fixed);
});

it('puts a branch beside a like one, for another value of the tests and another result', () => {
  const branch = (value: string, result: string) => `if (x === '${value}') return '${result}';`;
  const program = (body: string) => `function f(x) { ${body} return null; }`;
  expect(madeOf(program(branch('a', 'first')), ["'b'"])).toContain(
    program(`${branch('a', 'first')} ${branch('b', 'second')}`),
  );
});

it.each([
  [
    'an `else if`',
    "if (x === 'a') n = 24; else if (x === 'c') n = 1;",
    "if (x === 'a') n = 24; else if (x === 'b') n = 60; else if (x === 'c') n = 1;",
  ],
  [
    'a `case`',
    "switch (x) { case 'a': return 24; }",
    "switch (x) { case 'a': return 24; case 'b': return 60; }",
  ],
])('puts a branch beside %s, for another value and with another number', (_, broken, fixed) => {
  const program = (body: string) => `function f(x, n) { ${body} return n; }`;
  expect(madeOf(program(broken), ["'b'", '60'])).toContain(program(fixed));
});

it('adds the member that the tests wait for, and an entry of a table', () => {
  const program = (row: string, table: string) =>
    `const days = { ${table} }; export function f(count: number, row) { return { ${row} }; }`;
  const observed = observe({
    compared: [{ test: 'it', message: '', actual: '{ id: 1 }', expected: '{ id: 1, count: 28, sum: 5 }' }],
  });
  expect(observed.absent).toEqual(['count', 'sum']);
  const source = parseSource({ path: 'module.ts', content: program('id: row.id', 'may: 31') }) as Source;
  const input = { source, scopes: findScopes(source), observed, suspected: () => true };
  const made = singleEdits({ ...input, constants: ["'feb'", '28'] }).map(({ edits }) =>
    applyEdits(source.text, edits),
  );
  expect(made).toContain(program('id: row.id, count', 'may: 31'));
  expect(made).toContain(program('id: row.id, sum: row.sum', 'may: 31'));
  const two = parseSource({
    path: 'module.ts',
    content: program('id: row.id', 'jan: 31, may: 31'),
  }) as Source;
  const entries = singleEdits({ ...input, source: two, scopes: findScopes(two), constants: ["'feb'", '28'] });
  expect(entries.map(({ edits }) => applyEdits(two.text, edits))).toContain(
    program('id: row.id', "jan: 31, may: 31, 'feb': 28"),
  );
});

it('compares with members of the objects of tests that nothing reads', () => {
  const program = (body: string) =>
    `export function off(cents: number, rule) { ${body}return cents - rule.cents; }`;
  const source = parseSource({ path: 'module.ts', content: program('') }) as Source;
  const call = { path: 'module.ts', name: 'off', args: '[5,{"cents":9,"minimum":10}]', failing: true };
  const unread = unreadMembers(source, [call]);
  expect(unread).toEqual([{ name: 'minimum', kind: 'number' }]);
  expect(madeOf(program(''), [], unread)).toContain(program('if (cents < rule.minimum) return cents; '));
});

it('puts the same beside an absent value on both sides', () => {
  const program = (body: string) => `export const f = (a, b, at) => ${body};`;
  const source = parseSource({ path: 'module.ts', content: program('a[at] - b[at]') }) as Source;
  const singles = singleEdits({ source, scopes: findScopes(source), constants: [], suspected: () => true });
  const made = coordinatedEdits(source, singles).map(({ edits }) => applyEdits(source.text, edits));
  expect(made).toContain(program('(a[at] ?? 0) - (b[at] ?? 0)'));
});

it('gives the fields of a class to its methods alone', () => {
  const outside = `${inClass('return now;')} function g(now: number) { return now; }`;
  const static_ = 'class A { n = 1; static of(k: number) { return k; } }';
  expect(madeOf(outside).filter((text) => /function g\(.*this\./.test(text))).toEqual([]);
  expect(madeOf(static_).filter((text) => text.includes('this.'))).toEqual([]);
});
