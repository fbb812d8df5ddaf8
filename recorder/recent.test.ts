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
