import { expect, it } from 'vitest';
import { NO_TEXT_SIGNS } from './text-signs.ts';
import { isDecided, type Plausible, weigh } from './weigh.ts';

const change = (text: string, weight: number, size: number, answers: string[]): Plausible => ({
  change: { path: 'module.js', edits: [{ start: 1, end: 2, text }] },
  ...{ weight, size, answers, kinds: [], signs: NO_TEXT_SIGNS },
});

/** Answers of the code before, to calls that no test makes. */
const asked = (...before: string[]) => ({
  ...{ before, seen: [] },
  calls: before.map((_, at) => ({ path: 'module.js', name: 'f', args: `[${at}]` })),
});

it('groups changes that answer alike, and puts the likelier group first', () => {
  const short = change('<', 0.8, 1.5, ['1', '2', '3']);
  const long = change('<= 0 + 1', 0.4, 6, ['1', '2', '3']);
  const other = change('true', 0.2, 1.5, ['1', '9', '9']);
  const groups = weigh([other, long, short], asked('1', '2', '0'));
  expect(groups.map(({ members }) => members)).toEqual([[short, long], [other]]);
  const all = groups.reduce((sum, { share }) => sum + share, 0);
  expect(all).toBeGreaterThan(0.9);
  expect(all).toBeLessThan(1);
  expect(groups[0]?.share).toBeGreaterThan(0.9);
});

it('leaves most to another change where the only one that passes is long and writes what only the tests know', () => {
  const signs = { ...NO_TEXT_SIGNS, quoted: '90' };
  const alone = { ...change('if (hours < 0) return 90;', 0.15, 10, ['1', '2']), signs };
  expect(weigh([alone], asked('1', '0'))[0]?.share).toBeLessThan(0.5);
  expect(weigh([change('<', 0.5, 2, ['1', '2'])], asked('1', '0'))[0]?.share).toBeGreaterThan(0.9);
});

it('puts a change before one that is a little likelier and changes more answers to other inputs', () => {
  const narrow = change('>', 0.35, 2, ['1', '2', '3', '9']);
  const wide = change('<', 0.48, 2, ['1', '7', '8', '9']);
  expect(weigh([wide, narrow], asked('1', '2', '3', '4'))[0]?.members).toEqual([narrow]);
});

it.each(['transplant-expression', 'space:operator'])(
  'puts %s behind what is less likely by its kind',
  (kind) => {
    const likely = { ...change('a', 0.5, 2, ['1', '3']), kinds: [kind] };
    const other = change('b', 0.35, 2, ['1', '2']);
    expect(weigh([likely, other], asked('1', '0'))[0]?.members).toEqual([other]);
  },
);

it('puts a simple change before one that fits the tests by a case of its own', () => {
  const simple = change('>', 0.35, 4, ['1', '2']);
  const special = { ...change('a === 3 ||', 0.4, 4, ['1', '3']), kinds: ['space:condition extended'] };
  expect(weigh([special, simple], asked('1', '0'))[0]?.members).toEqual([simple]);
});

it('leaves most to another change where only two unrelated edits pass together', () => {
  const pair = { ...change('expires', 0.2, 3, ['1', '2']), kinds: ['space:name and member'] };
  const alike = { ...pair, kinds: ['space:name'] };
  expect(isDecided(weigh([pair], asked('1', '0')))).toBe(false);
  expect(isDecided(weigh([alike], asked('1', '0')))).toBe(true);
});

it('puts a change last that crashes where the code before answered', () => {
  const crashes = change('a', 0.5, 1.5, [
    '1',
    "throws TypeError: Cannot read properties of undefined (reading 'b')",
  ]);
  const works = change('b', 0.45, 1.5, ['1', '7']);
  expect(weigh([crashes, works], asked('0', '6'))[0]?.members).toEqual([works]);
});

it('puts a change last that changes its arguments where the code before left them', () => {
  const turns = change('list.reverse()', 0.5, 1.5, ['[ 2, 1 ], arguments become [[2,1]]', '[]']);
  const copies = change('[...list].reverse()', 0.4, 2, ['[ 2, 1 ]', '[]']);
  expect(weigh([turns, copies], asked('[ 1, 2 ]', '[]'))[0]?.members).toEqual([copies]);
});

it('asks where a change that passes among others has less for it than one that passes alone may have', () => {
  const spoils = false;
  expect(isDecided([{ share: 0.75, spoils }])).toBe(true);
  expect(
    isDecided([
      { share: 0.82, spoils },
      { share: 0.1, spoils },
    ]),
  ).toBe(false);
  expect(
    isDecided([
      { share: 0.85, spoils },
      { share: 0.1, spoils },
    ]),
  ).toBe(true);
  expect(isDecided([{ share: 0.72, spoils }])).toBe(false);
  expect(isDecided([{ share: 0.95, spoils: true }])).toBe(false);
});

it('puts a change last that writes what only the tests know, or leaves a parameter unread', () => {
  const plain = change('a < b', 0.4, 3, ['1', '2']);
  const quotes = { ...change('90', 0.45, 3, ['1', '3']), signs: { ...NO_TEXT_SIGNS, quoted: '90' } };
  const drops = { ...change('a', 0.45, 3, ['1', '4']), signs: { ...NO_TEXT_SIGNS, unread: ['b'] } };
  expect(weigh([quotes, drops, plain], asked('1', '0'))[0]?.members).toEqual([plain]);
});

it('puts changes that write what only the tests know behind all others, and leaves them to a person', () => {
  const likely = {
    ...change("=== 'soon'", 0.95, 1, ['1', '3']),
    signs: { ...NO_TEXT_SIGNS, quoted: "'soon'" },
  };
  const unlikely = { ...change('a', 0.1, 20, ['1', '2']), kinds: ['space:name and member'] };
  expect(weigh([likely, unlikely], asked('1', '0'))[0]?.members).toEqual([unlikely]);
  expect(isDecided(weigh([likely], asked('1', '0')))).toBe(false);
});

it('puts what stands elsewhere in the file before what is made up', () => {
  const made = { ...change('bottom > 0', 0.4, 4, ['1', '3']), signs: { ...NO_TEXT_SIGNS, adds: true } };
  const known = {
    ...change('top <= bottom', 0.35, 4, ['1', '2']),
    signs: { ...NO_TEXT_SIGNS, elsewhere: true },
  };
  expect(weigh([made, known], asked('1', '0'))[0]?.members).toEqual([known]);
});

it.each(['senseless', 'deletes'] as const)('puts a change that is marked as %s behind others', (sign) => {
  const odd = { ...change('??', 0.45, 3, ['1', '3']), signs: { ...NO_TEXT_SIGNS, [sign]: true } };
  const plain = change('||', 0.4, 3, ['1', '2']);
  expect(weigh([odd, plain], asked('1', '0'))[0]?.members).toEqual([plain]);
});
