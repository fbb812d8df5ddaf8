import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ERROR_TYPES } from '../domain/error-types.ts';
import { writeErrors } from './write-errors.ts';

const PAGE = new URL('../docs/api.md', import.meta.url);

test('docs/api.md lists the errors of domain/error-types.ts', async () => {
  await expect(writeErrors(await readFile(PAGE, 'utf8'))).toMatchFileSnapshot('../docs/api.md');
});

test('every error type has a meaning that ends with a full stop', () => {
  for (const [type, { meaning }] of Object.entries(ERROR_TYPES)) {
    expect(meaning, type).toMatch(/^[A-Z].*\.$/);
  }
});
