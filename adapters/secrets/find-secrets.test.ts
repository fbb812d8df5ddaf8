import { expect, it } from 'vitest';
import { userInfosIn } from './find-secrets.ts';

it('reads a long text once, with any content', () => {
  // What would be a scheme is a million characters long: tried from each of them, it would take hours.
  expect(userInfosIn('a.'.repeat(500_000))).toEqual([]);
  expect(userInfosIn(`${'a.'.repeat(500_000)} ftp://ada:secret@host`)).toEqual(['ada:secret@']);
});
