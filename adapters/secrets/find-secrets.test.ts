import { expect, it } from 'vitest';
import { userInfosIn } from './find-secrets.ts';

it('goes through a long text once, whatever it looks like', () => {
  // What would be a scheme is a million characters long: tried from each of them, it would take hours.
  expect(userInfosIn('a.'.repeat(500_000))).toEqual([]);
  expect(userInfosIn(`${'a.'.repeat(500_000)} ftp://ada:secret@host`)).toEqual(['ada:secret@']);
});
