import { describe, expect, it } from 'vitest';
import { checkStatically } from './static.ts';

const judge = (before: string, content: string, path = 'a.ts') =>
  checkStatically([{ path, content }], [path], { [path]: before });

/** The findings of one changed file, those that did not pass. */
function refusals(before: string, content: string, path = 'a.ts'): string[] {
  return judge(before, content, path)
    .findings.filter(({ passed }) => !passed)
    .map(({ name, detail }) => `${name}: ${detail}`);
}

/** What a changed file can newly do. */
function powers(before: string, content: string, path = 'a.ts'): string[] {
  return judge(before, content, path).powers.map(({ what }) => what);
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
    expect(checkStatically(edits, ['a.ts', 'c.ts'], { 'a.ts': old })).toEqual({
      findings: [{ name: 'files', passed: false, detail }],
      powers: [],
    });
  });
});

describe('the exports', () => {
  it.each([
    ['export function f() {}', 'export let f = () => {};', 'exports f as let, which was function'],
    ['export function f() {}', 'function f() {}', 'no longer exports f'],
    ['const a = 1; export { a as b };', 'const a = 1; export { a as c };', 'no longer exports b'],
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

  it.each([
    ['export const f = (a) => g(a);', 'export async function f(a) { return (await g(a)) ?? []; }'],
    ['export function f() {}', 'export const f = function () {};'],
  ])('may be written as a constant or as a function: %j → %j', (before, after) => {
    expect(refusals(before, after)).toEqual([]);
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
      expect.stringContaining('loads the module fs, which no fix may'),
    ]);
  });
});

describe('what a file can newly do', () => {
  const withLine = (text: string) => `${old}${text}`;

  it.each([
    ["import 'node:child_process';", 'loads the module node:child_process, which no fix may'],
    ["const b = await import('fs/promises');", 'loads the module fs/promises, which no fix may'],
    ['const b = await import(f());', 'loads a module that only the running program knows'],
    ["const b = require('net');", 'loads the module net, which no fix may'],
    ['const r = require;', 'reaches the loader of modules through require'],
    ['f["constructor"]("return 1")();', 'reaches `constructor`'],
    ['process.env.SECRET;', 'reads the environment variable SECRET'],
    ['process.exit(0);', 'uses process.exit'],
    ['Object.assign(Array.prototype, {});', 'reaches Array.prototype'],
    ["request.header('X-Fault-Verification');", 'tells a proof from production'],
    ['// @ts-ignore', 'switches off a check'],
  ])('is refused outright: %s', (text, detail) => {
    expect(refusals(old, withLine(text))).toEqual([expect.stringContaining(detail)]);
  });

  it.each([
    ["import { b } from './b.ts';", 'loads the module ./b.ts'],
    ["void fetch('http://elsewhere').catch(() => {});", 'names the host elsewhere'],
    ['export const B = 1;', 'exports B'],
    ['import.meta.url;', 'uses import.meta.url'],
  ])('is put before a person: %s', (text, detail) => {
    expect(refusals(old, withLine(text))).toEqual([]);
    expect(powers(old, withLine(text))).toContain(detail);
  });

  it.each([
    "import type { B } from './b.ts';",
    "import { a as c } from './a.ts';",
    "import { join } from 'node:path';",
    'const has = () => Object.prototype.hasOwnProperty.call(f, "x");',
    'const eval_ = { eval: 1, process: 2 }; eval_.process;',
    'const wait = async () => { await new Promise((resolve) => setTimeout(resolve, 1)); };',
    'export interface B { a: string }',
    'process.exitCode = 1;',
    "const text = 'SUTURE_ and suture_';",
  ])('is nothing: %s', (text) => {
    expect(powers(old, withLine(text))).toEqual([]);
  });

  it('may stay what it was, name by name', () => {
    const reaching = "import fs from 'node:fs'; export const a = process.env.A ?? eval('1');";
    expect(powers(reaching, `${reaching} // changed`)).toEqual([]);
    expect(powers(reaching, `${reaching} process.env.B;`)).toEqual(['reads the environment variable B']);
  });

  it('is told by the words of an old text that does not parse', () => {
    const broken = "import { b } from './b.ts';\nexport function f( { return b.run(1); }";
    expect(powers(broken, "import { b } from './b.ts';\nexport function f() { return b.run(1); }")).toEqual(
      [],
    );
    expect(
      powers(broken, "import { b } from './b.ts';\nexport function f() { return b.stop(1); }"),
    ).not.toEqual([]);
  });

  it.each([
    ['package.json', 'decides what is installed'],
    ['tsconfig.json', 'by which types or style are checked'],
    ['eslint.base.json', 'by which types or style are checked'],
  ])('is refused for a change of %s', (path, detail) => {
    expect(refusals('{}', '{ "a": 1 }', path)).toEqual([expect.stringContaining(detail)]);
  });

  it.each(['eslint.config.js', '.eslintrc.cjs', 'prettier.config.mjs'])(
    'is refused for a change of %s',
    (path) => {
      expect(refusals('const rules = [];', 'const rules = [1];', path)).toEqual([
        expect.stringContaining('by which types or style are checked'),
      ]);
    },
  );

  it('is nothing for a program that is only named like rules', () => {
    expect(refusals('const rules = [];', 'const rules = [1];', 'src/eslint-helper.ts')).toEqual([]);
  });
});
