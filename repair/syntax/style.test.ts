import { expect, it } from 'vitest';
import { applyEdits } from './edits.ts';
import { parseSource, type Source } from './source.ts';
import { inStyleOf } from './style.ts';

/** What a file becomes once the text is put before its last statement. */
function written(file: string, text: string): string {
  const source = parseSource({ path: 'module.ts', content: file }) as Source;
  const at = source.program.body.at(-1)?.start ?? 0;
  return applyEdits(file, [inStyleOf(source)({ start: at, end: at, text })]);
}
const GUARD = "if (!row) {\n  log('gone');\n  throw new Error('not found');\n}\n";

it.each([
  [
    'no semicolons, single quotes',
    "const a = 'x'\nconst b = f(a)\nuse(b)\n",
    "if (!row) {\n  log('gone')\n  throw new Error('not found')\n}\n",
  ],
  ['semicolons', "const a = 'x';\nconst b = f(a);\nuse(b);\n", GUARD],
  ['double quotes', 'const a = "x";\nconst b = f(a);\nuse(b);\n', GUARD.replaceAll("'", '"')],
  ['too little to tell', 'use(b)\n', GUARD],
  ['some of both', "const a = 'x';\nconst b = f(a)\nuse(b)\nuse('c', \"d\")\n", GUARD],
])('writes in the way of a file with %s', (_, file, expected) => {
  const last = file.trimEnd().lastIndexOf('\n') + 1;
  expect(written(file, GUARD)).toBe(file.slice(0, last) + expected + file.slice(last));
});

it('keeps a semicolon without which the next line would go on', () => {
  const file = "const a = 'x'\nconst b = f(a)\nuse(b)\n;[a, b].forEach(use)\n";
  expect(written(file, 'stop();\n')).toContain('stop();\n');
});

it('leaves an apostrophe within a text alone', () => {
  const file = 'const a = "x";\nconst b = f(a);\nuse(b);\n';
  expect(written(file, "throw new Error(\"it's 'gone'\");\n")).toContain("\"it's 'gone'\"");
});
