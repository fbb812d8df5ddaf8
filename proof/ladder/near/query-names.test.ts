import { expect, it } from 'vitest';
import { codeWords } from './code-words.ts';

it.each([
  ["const word = url.searchParams.get('word') ?? '';", ['word']],
  ["const page = c.req.query('page');", ['page']],
  ['const { page, size: count } = req.query;', ['page', 'size']],
  ['answer(request.query.sort, req.query.toString());', ['sort']],
  ["const one = cache.get('word');", []],
])('reads the parameters of a query in %s', (text, names) => {
  expect(codeWords([{ path: 'service.ts', text }]).queries).toEqual(names);
});
