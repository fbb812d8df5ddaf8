import { expect, it } from 'vitest';
import { type Offered, offer } from './offer.ts';
import { NO_TEXT_SIGNS } from './text-signs.ts';

const change = (id: string, ...answers: string[]): Offered => ({
  change: { path: 'module.js', edits: [] },
  ...{ weight: 0.5, size: 2, kinds: [], answers, signs: NO_TEXT_SIGNS },
  candidate: { id, provider: 'repair', edits: [], rationale: id, templates: [], confidence: 0 },
});
const calls = ['[1]', '[20]'].map((args) => ({ path: 'module.js', name: 'f', args }));
const asked = { calls, before: ['0', '2'] };
const [one, alike, other] = [change('one', '1', '2'), change('alike', '1', '2'), change('other', '1', '3')];
const told = (groups: Parameters<typeof offer>[0]) =>
  offer(groups, asked).map(({ id, rivals = [], doubt }) => [id, rivals.map(({ here }) => here), doubt]);

it('gives every change of an undecided choice the inputs on which others differ', () => {
  const groups = [
    { members: [one, alike], share: 0.6, spoils: false },
    { members: [other], share: 0.2, spoils: false },
  ];
  expect(told(groups)).toEqual([
    ['one', ['2'], undefined],
    ['other', ['3'], undefined],
    ['alike', ['2'], undefined],
  ]);
});

it('decides for the first way to behave alone: what behaves otherwise keeps its question', () => {
  const groups = [
    { members: [one, alike], share: 0.9, spoils: false },
    { members: [other], share: 0.05, spoils: false },
  ];
  expect(told(groups)).toEqual([
    ['one', [], undefined],
    ['other', ['3'], undefined],
    ['alike', [], undefined],
  ]);
});

it('names the value of the tests that makes a change doubtful which passes alone', () => {
  const quotes = { ...one, signs: { ...NO_TEXT_SIGNS, quoted: "'soon'" } };
  const [first] = offer([{ members: [quotes], share: 0.3, spoils: false }], asked);
  expect(first?.doubt).toContain("writes 'soon', which only the tests know");
});

it('says which answer a change spoils, and decides for none that does', () => {
  const groups = [{ members: [change('one', '1', 'NaN')], share: 0.95, spoils: true }];
  expect(offer(groups, asked)[0]?.doubt).toBe(
    'The change spoils an answer: f(20) gave 2, and gives NaN with it.',
  );
});
