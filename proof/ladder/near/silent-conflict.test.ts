import { expect, it } from 'vitest';
import type { Reproduction } from '../../../domain/ports/prover.ts';
import { isSilentConflict } from './invented.ts';

const PLAIN = 'INSERT INTO members (handle) VALUES ($1) ON CONFLICT DO NOTHING';
const GIVES = `${PLAIN} RETURNING id`;
const READ = 'SELECT id FROM members WHERE handle = $1';
const ROW = { source: 'insert members', values: { id: '1' } };

it.each([
  ['nothing is stored or read', 200, [PLAIN], [], true],
  ['nothing is given back', 201, [GIVES], [], true],
  ['the row is given back', 201, [GIVES], [ROW], false],
  ['the row is read', 200, [GIVES, READ], [], false],
  ['it is refused', 409, [GIVES], [], false],
])('judges a value that is taken where %s', (_, status, statements, given, isSilent) => {
  const failures = [{ sqlstate: '23505' }] as Reproduction['failures'];
  const flow = { given, bound: [], calls: [] };
  const found = isSilentConflict({ failures } as Reproduction, { status, statements, flow });
  expect(found).toEqual(isSilent ? expect.stringContaining('nothing is stored') : null);
});
