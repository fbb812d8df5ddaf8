import { expect, it } from 'vitest';
import { parseSource, type Source } from '../syntax/source.ts';
import { inputsLike } from './inputs.ts';
import { optionalsOf } from './options.ts';

const optionals = (content: string) => optionalsOf([parseSource({ path: 'a.js', content }) as Source]);
const seen = (name: string, args: unknown[], more = {}) => ({
  ...{ path: 'a.js', name, args: JSON.stringify(args), failing: true },
  ...more,
});

it.each([
  ['a default', 'export function wait(n, most = 30) {}', [[1, 60]]],
  [
    'options with defaults',
    'export function wait(n, { base = 100, random = Math.random } = {}) {}',
    [
      [1, { base: 200 }],
      [1, { random: { $call: { source: '() => 0.5' } } }],
    ],
  ],
  [
    'two options at once',
    'export function wait(n, { base = 100, twice = false } = {}) {}',
    [[1, { base: 200, twice: true }]],
  ],
  [
    'options that are taken apart inside',
    'export const wait = (n, options = {}) => { const { base = 1 } = options; };',
    [[1, { base: 2 }]],
  ],
  [
    'options that are read with a default',
    'export function wait(n, options) { return options.base ?? 4; }',
    [[1, { base: 8 }]],
  ],
  [
    'a comparator',
    'export function wait(n, compare = (a, b) => a - b) {}',
    [[1, { $call: { source: '(a, b) => b - a' } }]],
  ],
])('asks with %s', (_, code, wanted) => {
  const made = inputsLike([seen('wait', [1])], code, optionals(code)).map(({ args }) => JSON.parse(args));
  for (const args of wanted) expect(made).toContainEqual(args);
});

it('constructs objects with options that no test gives, and takes the same steps', () => {
  const code = 'export class Log { constructor(name, { limit = 5 } = {}) {} add(value) {} }';
  const steps = '[["add",[1]]]';
  const made = inputsLike([seen('Log', ['a'], { isNew: true, steps })], code, optionals(code));
  expect(made).toContainEqual(expect.objectContaining({ args: '["a",{"limit":10}]', steps }));
});

it('adds an option to those that a test gives', () => {
  const code = 'export function wait(n, { base = 100, most = 5 } = {}) {}';
  const made = inputsLike([seen('wait', [1, { most: 7 }])], code, optionals(code));
  expect(made.map(({ args }) => args)).toContain('[1,{"most":7,"base":200}]');
});
