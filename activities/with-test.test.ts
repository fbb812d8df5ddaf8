import { expect, it } from 'vitest';
import type { Verdict } from '../domain/fix.ts';
import { skippedTest, withTest } from './with-test.ts';

const edit = { path: 'src/a.ts', content: 'fixed' };
const file = {
  path: 'test/get-a.test.ts',
  content: "describe('a', () => {\n  it('answers', async () => {\n    await submit('it(x)');\n  });\n});\n",
};

it('adds the test of the chosen candidate alone to its edits', () => {
  const verdicts = [
    { candidateId: 'one', addedTest: { file, detail: 'it fails before' } },
    { candidateId: 'two', addedTest: { file: null, detail: 'it needs rows' } },
  ] as Verdict[];
  expect(withTest([edit], verdicts, 'one')).toEqual([edit, file]);
  expect(withTest([edit], verdicts, 'two')).toEqual([edit]);
  expect(withTest([edit], verdicts, 'three')).toEqual([edit]);
});

it('skips the test where the fix is reverted', () => {
  expect(skippedTest(file)).toEqual({
    path: file.path,
    content: file.content.replace("  it('answers'", "  it.skip('answers'"),
  });
});
