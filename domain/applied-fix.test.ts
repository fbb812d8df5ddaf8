import { expect, it } from 'vitest';
import { holdsFix } from './applied-fix.ts';

const before = { 'a.js': 'start();\nquery(offset);\nend();\n' };
const edits = [{ path: 'a.js', content: 'start();\nquery(Math.max(offset, 0));\nend();\n' }];
const holds = (text: string) => holdsFix(before, edits, { 'a.js': text });

it('finds a fix that was applied as it is, or beside other changes', () => {
  expect(holds(edits[0]?.content as string)).toBe(true);
  expect(holds('start();\n  query(Math.max(offset, 0));\nlog();\nend();\n')).toBe(true);
});

it('does not take another change of the file for the fix', () => {
  expect(holds('start();\nquery(offset);\nlog();\nend();\n')).toBe(false);
  expect(holds('start();\nquery(offset);\nquery(Math.max(offset, 0));\nend();\n')).toBe(false);
  expect(holdsFix(before, edits, {})).toBe(false);
});
