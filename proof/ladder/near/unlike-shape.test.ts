import { describe, expect, it } from 'vitest';
import { unlikeShape } from './unlike-shape.ts';

const read = (body: unknown) => ({ request: { method: 'GET', path: '/vans/1', headers: {} }, body });
const wrote = (value: unknown, answered: unknown) => ({
  request: { method: 'PUT', path: '/settings/cc', headers: {}, body: { value } },
  body: { key: 'cc', value: answered },
});

describe('an object without fields', () => {
  const good = [1, 2].map((id) => read({ id, last: { id, day: '2026-03-01' } }));

  it('is refused where each good one has the same', () => {
    expect(unlikeShape(read({ id: 3, last: {} }), good)).toBe(
      'the answer holds an object without fields at last, where each good one holds day, id',
    );
  });

  it.each([
    ['nothing stands there', { id: 3, last: null }, good],
    ['one good answer alone shows it', { id: 3, last: {} }, good.slice(1)],
    [
      'data names the fields',
      { id: 3, last: {} },
      [read({ last: { a: 1, b: 2 } }), read({ last: { c: 1, d: 2 } })],
    ],
  ])('is accepted where %s', (_, body, known) => {
    expect(unlikeShape(read(body), known)).toBeNull();
  });
});

describe('what was sent', () => {
  const theme = { mode: 'dark', accent: '#0a7' };
  const good = [wrote(45, 45), wrote(theme, theme)];

  it.each([
    ['written twice', '["a@b.example"]', 'text'],
    ['joined', 'a@b.example', 'text'],
    ['wrapped', { items: ['a@b.example'] }, 'object'],
  ])('is refused where it is %s', (_, answered, kind) => {
    expect(unlikeShape(wrote(['a@b.example'], answered), good)).toBe(
      `the answer holds a ${kind} at value, where the request sent a list; good answers hold there what was sent`,
    );
  });

  it.each([
    ['as it was', wrote(['a@b.example'], ['a@b.example']), good],
    ['a text that becomes a list', wrote('a@b.example', ['a@b.example']), good],
    ['what good answers do not hold either', wrote(['a@b.example'], 'one'), [wrote(theme, 'kept')]],
  ])('is accepted: %s', (_, now, known) => {
    expect(unlikeShape(now, known)).toBeNull();
  });
});
