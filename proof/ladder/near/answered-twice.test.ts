import { expect, it } from 'vitest';
import { answeredTwice } from './ask-beside.ts';
import type { Asked } from './look.ts';

const asked = (name: string, status: number | null) =>
  ({
    request: { method: 'POST', path: '/tickets', headers: {}, body: { name } },
    edge: false,
    answer: status === null ? null : { status, body: {}, work: [], bound: [] },
  }) as unknown as Asked;

it.each([
  ['ended the service', null, null],
  ['ended it the second time', 201, null],
  ['failed', 500, 500],
  ['was answered in two ways', 201, 409],
])('keeps a request that %s before the good one that came after it', (_, once, twice) => {
  const found = answeredTwice(
    [asked('first', 201), asked('second', once), asked('third', 201)],
    [asked('first', 201), asked('second', twice), asked('third', 201)],
    null,
  );
  const names = found.map(({ request, before = [] }) => [request, ...before].map(({ body }) => body));
  expect(names).toEqual([[{ name: 'first' }], [{ name: 'third' }, { name: 'second' }]]);
});
