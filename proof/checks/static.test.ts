import { describe, expect, it } from 'vitest';
import { checkStatically } from './static.ts';

/** The findings of one changed file, those that did not pass. */
function refusals(before: string, content: string, path = 'a.ts'): string[] {
  return checkStatically([{ path, content }], [path], { [path]: before })
    .filter(({ passed }) => !passed)
    .map(({ name, detail }) => `${name}: ${detail}`);
}

const old = "import { a } from './a.ts';\nexport function f() { return a; }\n";

describe('the files', () => {
  it.each([
    [[{ path: 'b.ts', content: '' }], 'b.ts is not one of the allowed files'],
    [[{ path: 'a.ts', content: old }], 'nothing is changed'],
    [[{ path: 'c.ts', content: '' }], 'c.ts does not exist at this commit'],
    [
      [
        { path: 'a.ts', content: '1' },
        { path: 'a.ts', content: '2' },
      ],
      'a.ts is given twice',
    ],
  ])('%j', (edits, detail) => {
    expect(checkStatically(edits, ['a.ts', 'c.ts'], { 'a.ts': old })).toEqual([
      { name: 'files', passed: false, detail },
    ]);
  });
});

describe('the exports', () => {
  it.each([
    ['export function f() {}', 'export const f = () => {};', 'exports f as const, which was function'],
    ['export function f() {}', 'function f() {}', 'no longer exports f'],
    [
      'const a = 1; export { a as b };',
      'const a = 1; export { a as c };',
      'no longer exports b; a.ts also exports c',
    ],
    [
      'export default function () {}',
      'export default class {}',
      'exports default as class, which was function',
    ],
    ["export * from './b.ts';", "export * from './c.ts';", 'no longer exports * from ./b.ts'],
    ['export const { a, b: [c] } = x;', 'export const { a } = x;', 'no longer exports c'],
    ['export type T = 1; export let a = 1;', 'export type T = 1; export const a = 1;', 'exports a as const'],
  ])('%j → %j', (before, after, detail) => {
    expect(refusals(before, after)).toEqual([expect.stringContaining(`exports: a.ts ${detail}`)]);
  });

  it('may be written in CommonJS', () => {
    expect(refusals('module.exports = { a, b };', 'module.exports = { a };', 'a.cjs')).toEqual([
      'exports: a.cjs no longer exports b',
    ]);
    expect(refusals('exports.a = 1;', 'exports.a = 2;', 'a.cjs')).toEqual([]);
  });

  it('are not compared where the old text does not parse', () => {
    expect(refusals('export function f( {', 'export function f() {}')).toEqual([]);
    expect(refusals('export function f( {', "import 'fs'; export function f() {}")).toEqual([
      'imports: a.ts imports fs, which is forbidden',
    ]);
  });
});

describe('what a file reaches for', () => {
  const withLine = (text: string) => `${old}${text}`;

  it.each([
    ["import 'node:child_process';", 'imports node:child_process, which is forbidden'],
    ["import { b } from './b.ts';", 'newly imports ./b.ts'],
    ["const b = await import('fs/promises');", 'imports fs/promises, which is forbidden'],
    ['const b = await import(f());', 'newly imports (a computed module)'],
    ["const b = require('net');", 'imports net, which is forbidden'],
    ['const r = require;', 'newly uses require'],
    ['eval("1");', 'newly uses eval'],
    ['new Function("return 1")();', 'newly uses Function'],
    ['f.constructor("return 1")();', 'newly uses .constructor'],
    ['f["constructor"]("return 1")();', 'newly uses .constructor'],
    ['process.env.SECRET;', 'newly uses process.env'],
    ['process.exit(0);', 'newly uses process.exit'],
    ['process["binding"]("fs");', 'newly uses process.binding'],
    ['const { exit } = process;', 'newly uses process'],
    ['globalThis.x = 1;', 'newly uses globalThis'],
    ['Array.prototype.map = f;', 'newly uses a change to a built-in object'],
    ['Object.assign(Array.prototype, {});', 'newly uses Array.prototype'],
    ['JSON.stringify = f;', 'newly uses a change to a built-in object'],
    ['import.meta.url;', 'newly uses import.meta'],
    ["request.header('X-Fault-Verification');", 'tells a proof from production'],
  ])('%s', (text, detail) => {
    expect(refusals(old, withLine(text))).toEqual([expect.stringContaining(detail)]);
  });

  it.each([
    "import type { B } from './b.ts';",
    "import { a as c } from './a.ts';",
    'Object.prototype.hasOwnProperty.call(f, "x");',
    'process.nextTick(f);',
    'const eval_ = { eval: 1, process: 2 }; eval_.process;',
    'await new Promise((resolve) => setTimeout(resolve, 1));',
  ])('%s is no reach', (text) => {
    expect(refusals(old, withLine(text))).toEqual([]);
  });

  it('may stay what it was', () => {
    const reaching = "import fs from 'node:fs'; export const a = process.env.A ?? eval('1');";
    expect(refusals(reaching, `${reaching} // changed`)).toEqual([]);
    expect(refusals(reaching, `${reaching} process.env.B;`)).toEqual([
      expect.stringContaining('process.env.B'),
    ]);
  });
});
