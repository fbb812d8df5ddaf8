import { expect, it } from 'vitest';
import { fromTheTop, isNarrowed, ListView, listPath, queryOf } from './list-url.ts';

it('reads what it writes', () => {
  const view: ListView = { status: 'failed', severity: 'high', fault: 'FAULT_X', q: 'a&b=c %', below: 12 };
  const query = new URL(listPath(view), 'http://x').searchParams;
  expect(ListView.parse(Object.fromEntries(query))).toEqual(view);
  expect(queryOf(view)).toEqual({
    limit: 25,
    status: 'failed',
    severity: 'high',
    faultCode: 'FAULT_X',
    search: 'a&b=c %',
    below: 12,
  });
});

it('takes nonsense for absent', () => {
  const view = ListView.parse({
    status: 'x',
    severity: '',
    fault: '',
    q: '  ',
    below: '-1',
    above: '1e99',
    more: '?',
  });
  expect(listPath(view)).toBe('/developer/incidents');
  expect(queryOf(view)).toEqual({ limit: 25 });
});

it('pages in one direction at a time, and starts at the top when the list changes', () => {
  expect(queryOf({ below: 3, above: 9 })).toEqual({ limit: 25, below: 3 });
  expect(listPath(fromTheTop({ status: 'detected', below: 3 }))).toBe('/developer/incidents?status=detected');
  expect([{}, { below: 3 }, { q: 'x' }].map(isNarrowed)).toEqual([false, false, true]);
});
