import { expect, it } from 'vitest';
import { applyEdits } from '../syntax/edits.ts';
import { fieldsOf } from '../syntax/fields.ts';
import { findScopes } from '../syntax/scope.ts';
import { parseSource, type Source } from '../syntax/source.ts';
import { singleEdits } from './index.ts';

/** All texts that one edit makes, with one space for each gap. */
function madeOf(content: string): string[] {
  const source = parseSource({ path: 'module.ts', content }) as Source;
  const scopes = findScopes(source, fieldsOf(source));
  return singleEdits({ source, scopes, constants: [], suspected: () => true }).map(({ edits }) =>
    applyEdits(content, edits).replace(/\s+/g, ' ').trim(),
  );
}
const merge = (rest: string) =>
  `function f(a, b) { const out = []; let i = 0, j = 0; while (i < a.length && j < b.length) { if (a[i] < b[j]) out.push(a[i++]); else out.push(b[j++]); }${rest} return out; }`;
const inClass = (body: string) =>
  `class Cache { #all = new Map(); remove(key) { this.#all.delete(key); } put(key, value) { ${body}this.#all.set(key, value); } }`;
const visit = (guard: string) =>
  `function visit(job, states) { ${guard}if (states.get(job) === 'open') throw new Error(job); states.set(job, 'done'); }`;

it.each([
  [
    'the elements of a list',
    'function text(value, safe) { return value.trim(); }',
    'function text(value, safe) { if (Array.isArray(value)) return value.map((each) => text(each, safe)); return value.trim(); }',
  ],
  [
    'the members of an object',
    'const clean = (value) => { return String(value); };',
    "const clean = (value) => { if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, clean(each)])); return String(value); };",
  ],
  [
    'all elements of two lists',
    'function f(now, before) { if (now[0] !== before[0]) renew(); }',
    'function f(now, before) { if (now.some((each, at) => each !== before[at])) renew(); }',
  ],
  [
    'the rest of both lists',
    merge(''),
    merge(' while (i < a.length) out.push(a[i++]); while (j < b.length) out.push(b[j++]);'),
  ],
  ['a call of a method with what is named like its parameters', inClass(''), inClass('this.remove(key); ')],
  ['a state that the function sets', visit(''), visit("if (states.get(job) === 'done') return; ")],
  [
    'what is looked up and may not be there',
    'const f = (row, byId) => { if (row.of === null) add(row); else byId.get(row.of).push(row); };',
    'const f = (row, byId) => { if ((row.of === null) || !byId.has(row.of)) add(row); else byId.get(row.of).push(row); };',
  ],
  [
    'two calls of a chain in the other order',
    "const f = (text) => text.replace(/~0/g, '~').replace(/~1/g, '/');",
    "const f = (text) => text.replace(/~1/g, '/').replace(/~0/g, '~');",
  ],
  [
    'what is put in the place of an object rather than assigned into it',
    'function f(all, key, more) { Object.assign(all[key], join(all[key], more)); }',
    'function f(all, key, more) { all[key] = join(all[key], more); }',
  ],
  [
    'a statement that belongs into the other branch',
    'function f(free, list) { free.count++; const next = list.shift(); if (next) next(); }',
    'function f(free, list) { const next = list.shift(); if (next) next(); else free.count++; }',
  ],
  [
    'what decides between elements that are alike',
    'const f = (list, n) => list.sort((a, b) => a.due - b.due).map((each) => each.order);',
    'const f = (list, n) => list.sort((a, b) => a.due - b.due || a.order - b.order).map((each) => each.order);',
  ],
  [
    'what the parts of a list leave',
    'function f(all: number, parts: { cents: number }[]) { parts.push({ cents: 1 }); let left = all % 3; return left; }',
    'function f(all: number, parts: { cents: number }[]) { parts.push({ cents: 1 }); let left = all - parts.reduce((sum, each) => sum + each.cents, 0); return left; }',
  ],
])('reaches %s by one edit', (_, broken, fixed) => {
  expect(madeOf(broken).map((text) => text.replaceAll('{  ', '{ '))).toContain(fixed);
});

it('asks for no elements of what is a number, and calls no function for what it returns alone', () => {
  const made = madeOf(
    'function twice(n: number) { return n * 2; } function f(n: number) { g(n); return n; }',
  );
  expect(made.filter((text) => text.includes('Array.isArray(n)) return n.map'))).toEqual([]);
  expect(made.filter((text) => /twice\(n\); g|g\(n\); twice/.test(text))).toEqual([]);
});

it('awaits what a `try` returns before what is returned elsewhere', () => {
  const weightOf = (content: string) => {
    const source = parseSource({ path: 'module.ts', content }) as Source;
    const edits = singleEdits({ source, scopes: findScopes(source), constants: [], suspected: () => true });
    return edits.find((edit) => edit.edits[0]?.text === '(await work())')?.weight ?? 0;
  };
  const inTry = weightOf('async function f(work) { try { return work(); } catch { return null; } }');
  const outside = weightOf('async function f(work) { return work(); }');
  expect(outside).toBeGreaterThan(0);
  expect(inTry).toBeGreaterThan(outside * 1.5);
});
