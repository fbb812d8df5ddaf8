import { expect, it } from 'vitest';
import { createRecent } from './recent.ts';
import type { Underway } from './underway.ts';

const one = (name: string, status: number, since: number, kinds: string[] = ['sql']) =>
  ({
    name,
    status,
    since,
    at: since,
    url: '/',
    steps: kinds.map((kind) => ({ kind })),
  }) as unknown as Underway;

it('remembers the last request of each route and status that asked the database, by whichever caller', () => {
  const recent = createRecent();
  const all = [
    one('GET /keys/:id', 404, 1),
    one('GET /keys/:id', 404, 2),
    one('GET /keys/:id', 200, 3),
    one('GET /up', 200, 4, []),
    one('POST /keys', 201, 5),
  ];
  for (const each of all) recent.add(each);
  const failing = one('GET /keys/:id', 500, 6);
  expect(recent.holding(failing).map(({ since }) => since)).toEqual([2, 3, 5]);
});

it('remembers the last request of each route and status of other callers, the latest last', () => {
  const recent = createRecent();
  const own = one('GET /cart', 200, 3);
  const all = [
    one('POST /purge', 200, 1, []),
    one('GET /items/:id', 200, 2),
    own,
    one('POST /purge', 200, 4),
    one('GET /items/:id', 404, 5),
  ];
  for (const each of all) recent.add(each);
  const failing = one('GET /items/:id', 500, 6);
  expect(recent.ofOthers(failing, [own]).map(({ since }) => since)).toEqual([2, 4, 5]);
  const later = { ...failing, at: 60_003 };
  expect(recent.ofOthers(later, [own]).map(({ since }) => since)).toEqual([4, 5]);
});
