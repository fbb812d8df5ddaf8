import { expect, it } from 'vitest';
import { applyEdits } from '../syntax/edits.ts';
import { fieldsOf } from '../syntax/fields.ts';
import { findScopes } from '../syntax/scope.ts';
import { parseSource, type Source } from '../syntax/source.ts';
import { singleEdits } from './index.ts';
import { loopTails } from './loop-tails.ts';

/** All texts that one edit makes, with one space for each gap. */
function madeOf(content: string): string[] {
  const source = parseSource({ path: 'module.ts', content }) as Source;
  const scopes = findScopes(source, fieldsOf(source));
  return singleEdits({ source, scopes, constants: [], suspected: () => true }).map(({ edits }) =>
    applyEdits(content, edits).replace(/\s+/g, ' ').trim(),
  );
}

it.each([
  [
    'what was made of both sides of a comparison',
    'function f(a, b) { const one = find(a); const other = find(b); return a === b ? one : other; }',
    'function f(a, b) { const one = find(a); const other = find(b); return one === other ? one : other; }',
  ],
  [
    'what was made of a value',
    'function f(all, name) { const key = name.trim(); return all.get(name); }',
    'function f(all, name) { const key = name.trim(); return all.get(key); }',
  ],
  [
    'an element at its place',
    'async function f(list, work) { const out = []; for (let i = 0; i < 9; i++) out.push(await work(i)); }',
    'async function f(list, work) { const out = []; for (let i = 0; i < 9; i++) out[i] = await work(i); }',
  ],
  [
    'the length of a row in the place of how many rows there are',
    'function f(table) { const rows = table.length; for (let c = 0; c < rows; c++) table[0][c] = 0; }',
    'function f(table) { const rows = table.length; for (let c = 0; c < (table[0] ?? []).length; c++) table[0][c] = 0; }',
  ],
  [
    'a slip in a number that everybody knows',
    'function f(days) { return days * 84600; }',
    'function f(days) { return days * 86400; }',
  ],
  [
    'steps that are also done where what they follow fails',
    'async function f(task) { try { done(await task()); active--; next(); } catch (error) { failed(error); } }',
    'async function f(task) { try { done(await task()); } catch (error) { failed(error); } finally { active--; next(); } }',
  ],
  [
    'a size against another size',
    'function f(nodes) { const seen = new Set(); const order = []; return order.length === 0; }',
    'function f(nodes) { const seen = new Set(); const order = []; return order.length < seen.size; }',
  ],
  [
    'a number without its sign',
    'function f(a, b) { const low = a & b; return low; }',
    'function f(a, b) { const low = ((a & b) >>> 0); return low; }',
  ],
  [
    'arithmetic for bits, at all places that take bits away',
    'function f(n, out) { while (n > 127) { out.push(n & 127); n >>>= 7; } return [n >> 1 + 1, out]; }',
    'function f(n, out) { while (n > 127) { out.push(n & 127); n = Math.floor(n / 2 ** 7); } return [Math.floor(n / 2 ** (1 + 1)), out]; }',
  ],
  [
    'arithmetic for bits, at all places that put them together',
    'function f(bytes) { let all = 0; let shift = 0; for (const byte of bytes) { all |= (byte & 127) << shift; shift += 7; } return all; }',
    'function f(bytes) { let all = 0; let shift = 0; for (const byte of bytes) { all += (byte & 127) * 2 ** shift; shift += 7; } return all; }',
  ],
  [
    'a bound that a function of the file gives for values made anew',
    'function most(year) { return year % 4; } function f(year, day) { const newYear = year + 1; return at(newYear, day); }',
    'function most(year) { return year % 4; } function f(year, day) { const newYear = year + 1; return at(newYear, Math.min(day, most(newYear))); }',
  ],
  [
    'what a loop holds at its end',
    'function f(all) { const out = []; let part = []; for (const each of all) { if (each === 0) { out.push(part); part = []; } else part.push(each); } return out; }',
    'function f(all) { const out = []; let part = []; for (const each of all) { if (each === 0) { out.push(part); part = []; } else part.push(each); } if (part.length > 0) out.push(part); return out; }',
  ],
  [
    'a step of one in a product',
    'function f(base: number, count: number) { return base * count; }',
    'function f(base: number, count: number) { return base * (count - 1); }',
  ],
  [
    'a field as it begins',
    'class A { #next = []; #now; set(value) { this.#now = value; } }',
    'class A { #next = []; #now; set(value) { this.#now = value; this.#next = []; } }',
  ],
])('makes %s', (_, before, after) => {
  expect(madeOf(before)).toContain(after);
});

it('hands nothing over behind a loop that lives in it alone', () => {
  const tails = (body: string) => {
    const content = `function f(all, out, part) { for (const each of all) { ${body} } }`;
    const source = parseSource({ path: 'module.ts', content }) as Source;
    return [...loopTails({ source, scopes: findScopes(source), constants: [], suspected: () => true })];
  };
  expect(tails('out.push(part);')).not.toEqual([]);
  expect(tails('const own = each.a; out.push(own);')).toEqual([]);
});
