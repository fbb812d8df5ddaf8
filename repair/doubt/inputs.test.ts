import { expect, it } from 'vitest';
import { inputsLike } from './inputs.ts';

const seen = (args: unknown[], more = {}) => ({
  ...{ path: 'module.js', name: 'cut', args: JSON.stringify(args), failing: true },
  ...more,
});
/** A clock that advances by a step with each call of an object. */
const clock = (first: number, step: number) => ({
  $call: {
    gave: Array.from({ length: 12 }, (_, at) => ({
      ...{ at, args: '[]', how: 'gives', value: String(first + at * step) },
    })),
  },
});
const argumentsOf = (calls: ReturnType<typeof inputsLike>) => calls.map(({ args }) => JSON.parse(args));

it('makes the same inputs for the same calls, of the types that were seen', () => {
  const seen = [{ path: 'module.js', name: 'cut', args: '["some text",4]', failing: true }];
  const inputs = inputsLike(seen);
  expect(inputs).toEqual(inputsLike(seen));
  expect(inputs.length).toBeGreaterThan(30);
  for (const { args } of inputs) {
    expect(JSON.parse(args).map((value: unknown) => typeof value)).toEqual(['string', 'number']);
  }
  // A number that is the length of the text.
  expect(inputs.some(({ args }) => JSON.parse(args)[1] === 9)).toBe(true);
});

it.each<[string, unknown[], string, unknown[]]>([
  [
    'numbers that the code compares with, and those beside them',
    [7],
    'if (age >= 18) return 1;',
    [[17], [18], [19]],
  ],
  ['nothing, one and negative numbers', [7], '', [[0], [1], [-1], [-7]]],
  [
    'empty texts, and pieces that are missing or twice',
    ['a,b'],
    '',
    [[''], ['b'], ['a,a,b'], [',b'], ['a,b,']],
  ],
  ['ends of months and leap days', ['2024-05-08'], '', [['2024-02-29'], ['2023-02-28'], ['2024-12-31']]],
  [
    'times around midnight and noon',
    ['until 08:15'],
    '',
    [['until 00:00'], ['until 23:59'], ['until 12:00']],
  ],
  ['numbers in texts, next to theirs', ['v12'], '', [['v13'], ['v11'], ['v00']]],
  ['lists without elements, with one, and with equal ones', [[4, 5]], '', [[[]], [[4]], [[4, 4]], [[5, 4]]]],
  [
    'elements that are alike in one member',
    [
      [
        { at: 1, id: 'a' },
        { at: 2, id: 'b' },
      ],
    ],
    '',
    [
      [
        [
          { at: 1, id: 'a' },
          { at: 1, id: 'b' },
        ],
      ],
    ],
  ],
  ['dates of other months', [{ $date: 0 }], '', [[{ $date: Date.UTC(2024, 1, 29) }], [{ $date: 1 }]]],
  [
    'clocks that stand still, and that advance by what the code waits for',
    [{ $call: { gave: [{ at: 0, args: '[]', how: 'gives', value: '7' }] } }],
    'if (age >= 1000) forget();',
    [0, 1000, 999, 1001].map((step) => [clock(7, step)]),
  ],
])('asks for %s', (_, args, code, wanted) => {
  expect(argumentsOf(inputsLike([seen(args)], code))).toEqual(expect.arrayContaining(wanted));
});

it('makes sequences of the methods that the tests call, with their times in order', () => {
  const steps = [
    ['set', ['a', 1, 10]],
    ['get', ['b', 20]],
    ['get', ['b', 25]],
  ];
  const calls = inputsLike([seen([2], { name: 'Cache', isNew: true, steps: JSON.stringify(steps) })]);
  expect(calls.length).toBeGreaterThan(60);
  const sequences = calls.map(({ steps = '[]' }) => JSON.parse(steps) as [string, unknown[]][]);
  expect(new Set(sequences.flat().map(([method]) => method))).toEqual(new Set(['set', 'get']));
  // Keys are shared: what was set is asked for.
  expect(sequences.flat()).toContainEqual(['get', ['a', expect.anything()]]);
  expect(new Set(calls.map(({ args }) => args)).size).toBeGreaterThan(2);
  const inOrder = sequences.filter((list) => {
    const times = list.filter(([method]) => method === 'get').map(([, args]) => Number(args[1]));
    return times.every((time, at) => at === 0 || time >= (times[at - 1] ?? 0));
  });
  expect(inOrder.length / sequences.length).toBeGreaterThan(0.7);
});

it('makes other lists of the elements that were seen', () => {
  const spans = [
    ['10:00', '11:00'],
    ['09:00', '12:00'],
  ];
  const lists = argumentsOf(inputsLike([seen([spans])])).map(([list]) => list as string[][]);
  const known = new Set(spans.map((span) => JSON.stringify(span)));
  const isKnown = (list: string[][]) => list.every((span) => known.has(JSON.stringify(span)));
  const others = lists.filter((list) => list.length > 2 && isKnown(list));
  expect(new Set(others.map((list) => JSON.stringify(list))).size).toBeGreaterThan(5);
});

it('keeps the form of a time first', () => {
  const texts = argumentsOf(inputsLike([seen(['17:30'])])).map(([text]) => String(text));
  expect(texts.slice(1, 6).every((text) => /^\d\d:\d\d$/.test(text))).toBe(true);
});
