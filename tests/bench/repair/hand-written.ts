import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Case } from './judge-bug.ts';

type Call = Case['all'][number];

/**
 * Bugs that a person wrote, in `tests/fixtures/repair/by-hand/`. Each program begins with `= name`; `>` gives the calls of
 * its visible tests, `?` those of the hidden ones; `@` begins a bug, as pieces of text before (`-`) and after (`+`).
 * @throws Error where a piece does not stand in its program
 */
export async function handWritten(folder: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const text = await readFile(join(folder, name), 'utf8');
    for (const part of text.split(/^= /m).slice(1)) cases.push(...casesOf(part));
  }
  return cases;
}

function casesOf(part: string): Case[] {
  const program = part.slice(0, part.indexOf('\n')).trim();
  const lines = part.split('\n').slice(1);
  const first = lines.findIndex((line) => line.startsWith('> '));
  const right = `${lines.slice(0, first).join('\n')}\n`;
  const visible = callsOf(lines[first] ?? '');
  const all = [...visible, ...callsOf(lines[first + 1] ?? '')];
  const bugs = lines
    .slice(first + 2)
    .join('\n')
    .split(/^@ /m)
    .slice(1);
  return bugs.map((bug) => {
    const [rule = '', ...changes] = bug.split('\n');
    const wrong = changed(right, changes, `${program}: ${rule}`);
    return { program, right, bug: { rule, text: wrong }, visible, all, hidden: all };
  });
}

/** `name(1, "a") ; name(2, "b")` as names and arguments. */
function callsOf(line: string): Call[] {
  return line
    .slice(2)
    .split(' ; ')
    .map((call) => {
      const open = call.indexOf('(');
      return [call.slice(0, open), JSON.parse(`[${call.slice(open + 1, call.lastIndexOf(')'))}]`)];
    });
}

function changed(right: string, changes: readonly string[], where: string): string {
  let text = right;
  let before: string[] = [];
  let after: string[] = [];
  const apply = () => {
    const piece = before.join('\n');
    if (before.length === 0) return;
    if (!text.includes(piece)) throw new Error(`${where}: the program does not hold ${piece}`);
    text = text.replace(piece, () => after.join('\n'));
    [before, after] = [[], []];
  };
  for (const line of changes) {
    if (line.startsWith('-') && after.length > 0) apply();
    if (line.startsWith('-')) before.push(line.slice(1));
    if (line.startsWith('+')) after.push(line.slice(1));
  }
  apply();
  return text;
}
