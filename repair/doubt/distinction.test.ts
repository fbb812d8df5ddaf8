import { expect, it } from 'vitest';
import { distinction } from './distinction.ts';

it('names the shortest input on which two changes differ', () => {
  const calls = ['[[1,2,3]]', '[[4]]', '[[]]'].map((args) => ({ path: 'module.js', name: 'sum', args }));
  expect(distinction(['6', '4', '0'], ['5', '3', '0'], calls)).toEqual({
    input: 'sum([4])',
    here: '4',
    there: '3',
  });
  expect(distinction(['6'], ['6'], calls)).toBeNull();
});

it('names the first call of an object that is answered differently', () => {
  const steps = JSON.stringify([
    ['set', ['a', 1]],
    ['get', ['a', { $date: 0 }]],
    ['get', ['b']],
  ]);
  const call = { path: 'module.js', name: 'Cache', isNew: true, args: '[2]', steps };
  expect(distinction(['itself\n1\nundefined\n{ }'], ['itself\n2\nundefined\n{ }'], [call])).toEqual({
    input: 'new Cache(2) .set("a",1) .get("a",new Date("1970-01-01T00:00:00.000Z"))',
    here: '1',
    there: '2',
  });
});

it('writes functions and absent values as code', () => {
  const args = [
    { $call: { source: '(a, b) => b - a' } },
    { now: { $call: { gave: [] } } },
    { $value: 'undefined' },
  ];
  const calls = [{ path: 'module.js', name: 'sorted', args: JSON.stringify(args) }];
  expect(distinction(['1'], ['2'], calls)?.input).toBe('sorted((a, b) => b - a,{"now":() => …},undefined)');
});
