import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createParseGuard } from './parse-guard.ts';

const guard = createParseGuard();
afterAll(() => guard.close());

const DEEP = 12_000;
const nested: [what: string, text: string][] = [
  ['parentheses', `${'('.repeat(DEEP)}1${')'.repeat(DEEP)}`],
  ['brackets', `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`],
  ['blocks', `${'{'.repeat(DEEP)}${'}'.repeat(DEEP)}`],
  ['brackets that nobody closes', '['.repeat(2 * DEEP)],
  ['arrow functions', `${'a=>'.repeat(DEEP)}1`],
  ['conditions', `${'a?b:'.repeat(DEEP)}1`],
  ['statements', `${'if(a)'.repeat(DEEP)};`],
  ['types', `let x: ${'A<'.repeat(DEEP)}A${'>'.repeat(DEEP)}`],
  ['templates', `${'`${'.repeat(DEEP)}1${'}`'.repeat(DEEP)}`],
  ['negations', `${'!'.repeat(10 * DEEP)}1`],
  ['sums', `a${'+a'.repeat(10 * DEEP)}`],
  ['members', `a${'.a'.repeat(10 * DEEP)}`],
  ['classes', `${'class A{a='.repeat(DEEP)}1${'}'.repeat(DEEP)}`],
];

describe('the guard of the parser', () => {
  it.each(nested)('reports a file of nested %s, and stays alive', async (_, content) => {
    expect(await guard.unreadable([{ path: 'a.ts', content }])).toEqual(['a.ts']);
  });

  it('reports a file that is too long', async () => {
    expect(await guard.unreadable([{ path: 'a.ts', content: ' '.repeat(1_000_001) }])).toEqual(['a.ts']);
  });

  it('reports only the deep one of several files', async () => {
    const deep = { path: 'deep.js', content: nested[0]?.[1] ?? '' };
    const plain = { path: 'plain.cts', content: 'let a: number = 1;' };
    expect(await guard.unreadable([plain, deep, { ...plain, path: 'b.js' }])).toEqual(['deep.js']);
  });

  it('lets ordinary files pass, also those that do not parse and those of other kinds', async () => {
    const files = ['repair/propose.ts', 'platform/parse-guard.ts', 'tools/build.mjs', 'app/main.ts'].map(
      (path) => ({ path, content: readFileSync(new URL(`../${path}`, import.meta.url), 'utf8') }),
    );
    const broken = { path: 'broken.ts', content: 'const = ;' };
    expect(await guard.unreadable([...files, broken, { path: 'a.sql', content: '('.repeat(DEEP) }])).toEqual(
      [],
    );
  });

  it('lets a text pass that is as deep as code gets', async () => {
    const content = `${'function f() { return ['.repeat(60)}${']; }'.repeat(60)}`;
    expect(await guard.unreadable([{ path: 'a.ts', content }])).toEqual([]);
  });
});
