import { expect, test } from 'vitest';
import { FRAGMENTS, writeConfiguration } from './write-configuration.ts';

test('docs/configuration.md matches the settings', async () => {
  await expect(writeConfiguration()).toMatchFileSnapshot('../docs/configuration.md');
});

test('each variable has a meaning, and belongs to one fragment', () => {
  const names = FRAGMENTS.flatMap(({ shape }) => Object.keys(shape));
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect(writeConfiguration()).toMatch(new RegExp(`^\\| \`${name}\` \\| .+ \\| .* \\| .+ \\|$`, 'm'));
  }
});

test('each fragment has a heading of its own', () => {
  const headings = FRAGMENTS.map((fragment) => fragment.meta()?.title);
  expect(headings).not.toContain(undefined);
  expect(new Set(headings).size).toBe(headings.length);
});
