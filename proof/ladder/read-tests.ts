import { stripVTControlCharacters } from 'node:util';

/** What an output says of tests, by name. */
export interface ReadTests {
  failed: string[];
  passed: string[];
}

/** Longest name that is kept, in characters. */
const LONGEST = 200;

/** A line of TAP, of node:test, of Mocha, Jest or Vitest: its mark and the name behind it. */
const TAP = /^\s*(not )?ok \d+ (?:- )?(.*)$/;
const MARKED = /^\s*([✔✓√]|[✖✗✕×])\s+(.*)$/;
const NUMBERED = /^\s+\d+\) (.*)$/;
/** Vitest counts the tests of a file behind its path. */
const FILE = /\(\d+ tests?\b/;
const PASSED = /[✔✓√]/;

/**
 * The tests that an output names, where it can be read: TAP, JUnit's XML, and the lines of node:test, Vitest, Jest and Mocha.
 * Both lists are empty for an output that cannot.
 */
export function readTests(output: string): ReadTests {
  const text = stripVTControlCharacters(output);
  const failed = new Set<string>();
  const passed = new Set<string>();
  for (const piece of text.split('<testcase ').slice(1)) {
    const end = piece.indexOf('>');
    const head = end < 0 ? '' : piece.slice(0, Math.min(end, 2_000));
    const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(head)?.[1] ?? '';
    const name = [of('classname'), of('name')].filter(Boolean).join(' > ');
    const body = head.endsWith('/') ? '' : (piece.slice(end).split('</testcase>')[0] ?? '');
    if (!body.includes('<skipped')) add(/<(failure|error)\b/.test(body) ? failed : passed, name);
  }
  if (failed.size + passed.size === 0) {
    for (const line of text.split('\n')) readLine(line, failed, passed);
  }
  // A test that ran again and passed has a line of each.
  for (const name of failed) passed.delete(name);
  return { failed: [...failed], passed: [...passed] };
}

function readLine(line: string, failed: Set<string>, passed: Set<string>): void {
  // A longer line is no line of a runner.
  if (line.length > 2_000) return;
  const tap = TAP.exec(line);
  if (tap) {
    const [, not, name = ''] = tap;
    if (!/ # (skip|todo)\b/i.test(name)) add(not ? failed : passed, name);
    return;
  }
  const marked = MARKED.exec(line);
  if (marked) {
    const [, mark = '', name = ''] = marked;
    // The line of a whole file, or a heading.
    if (!FILE.test(name) && name !== 'failing tests:') add(PASSED.test(mark) ? passed : failed, name);
    return;
  }
  const numbered = NUMBERED.exec(line);
  // Mocha's summary numbers the title of the suite, with the test below it and a colon behind.
  if (numbered?.[1]) add(failed, numbered[1]);
}

/** Without how long it took, which differs each time. */
function add(names: Set<string>, name: string): void {
  const plain = name
    .replace(/\s+# .*$/, '')
    .replace(/\s+\(?\d+(\.\d+)?\s?m?s\)?\s*$/, '')
    .trim()
    .slice(0, LONGEST);
  if (plain) names.add(plain);
}
