import { expect, it } from 'vitest';
import { endsSearch, triesFurther } from './ends-search.ts';
import type { Power } from './power.ts';

const power = (kind: Power['kind']): Power => ({
  ...{ kind, what: 'does more', where: null, refused: false },
  seen: 'syntax',
});
const notFound = { provider: 'repair', templates: ['refuse-absent'] };

it('ends with a proven fix that gains no power, of any provider', () => {
  const optional = { provider: 'claude', templates: [] };
  expect(endsSearch(optional, { proven: true, powers: [] }, false)).toBe(true);
  expect(endsSearch(optional, { proven: false, powers: [] }, true)).toBe(false);
});

it('ends with a "not found" that needs an import, where nobody declared what is right', () => {
  const verdict = { proven: true, powers: [power('module'), power('member')] };
  expect(endsSearch(notFound, verdict, true)).toBe(true);
});

it.each([
  ['a declared fault', notFound, 'module', false],
  ['another template', { provider: 'repair', templates: ['retry'] }, 'module', true],
  [
    'a "not found" that does something else as well',
    { provider: 'repair', templates: ['refuse-absent', 'retry'] },
    'module',
    true,
  ],
  ['a model', { provider: 'claude', templates: [] }, 'module', true],
  ['another power', notFound, 'host', true],
] as const)('continues behind a fix with powers of %s', (_, candidate, kind, undeclared) => {
  const given = { ...candidate, templates: [...candidate.templates] };
  expect(endsSearch(given, { proven: true, powers: [power(kind)] }, undeclared)).toBe(false);
});

it.each([
  ['none', [], true],
  ['four that were short', [3_000, 3_000, 3_000, 3_000], true],
  ['five', [3_000, 3_000, 3_000, 3_000, 3_000], false],
  ['one of a service that compiles at each start', [160_000], false],
])('tries another candidate behind a proven one after %s: %o, %s', (_, took, expected) => {
  expect(triesFurther(took.map((durationMs) => ({ durationMs })))).toBe(expected);
});
