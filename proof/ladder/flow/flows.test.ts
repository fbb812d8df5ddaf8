import { expect, it } from 'vitest';
import type { FlowSample, GivenRecord } from './flow-sample.ts';
import { breaksFlows, staysTheSame, writesOwnText } from './judge-flows.ts';
import { learnFlows } from './learn-flows.ts';

const rows = (...values: GivenRecord['values'][]): GivenRecord[] =>
  values.map((one) => ({ source: 'select vans', values: one }));
const sample = (
  path: string,
  body: unknown,
  more: Partial<FlowSample> & { values?: (string | null)[]; verb?: string } = {},
): FlowSample => ({
  request: { method: 'GET', path, headers: {} },
  ...{ status: 200, body, given: [], calls: [] },
  bound: more.values ? [{ text: 'a statement', verb: more.verb ?? 'select', values: more.values }] : [],
  ...more,
});

/** Judges an answer beside good ones. */
function judge(good: FlowSample[], now: FlowSample, errorClass: string | null = 'TypeError') {
  return breaksFlows(now, { flows: learnFlows(good, good), errorClass, isBadValue: false });
}

const list = sample(
  '/vans/red',
  [
    { plate: 'SO 11', depot: 'OLTEN' },
    { plate: 'GR 22', depot: 'CHUR' },
  ],
  {
    given: rows({ plate: 'SO 11', town: 'olten' }, { plate: 'GR 22', town: 'chur' }),
  },
);
const vans = (body: unknown) =>
  judge(
    [list],
    sample('/vans/blue', body, {
      given: rows({ plate: 'ZH 33', town: null }, { plate: 'BE 44', town: 'bern' }),
    }),
  );
const one = sample(
  '/vans/17',
  { plate: 'SO 11', price: null },
  { given: rows({ plate: 'SO 11', price: null }) },
);
const van = (body: unknown, errorClass?: string) =>
  judge([one], sample('/vans/18', body, { given: rows({ plate: 'ZH 33', price: '12.500' }) }), errorClass);
const find = (tag: string, values: string[]) =>
  sample(`/vans?${tag}`, [], { values: values.map((value) => `{${value}}`) });
const page = (limit: string, bound: string) => sample(`/vans?limit=${limit}`, [], { values: [bound] });
const keep = (text: string, ...values: string[]) => ({
  ...sample('/vans', { kept: 1 }, { values, verb: 'insert' }),
  request: { method: 'POST', path: '/vans', headers: {}, body: text },
});

/** A depot of which nothing is used, and one of which something is. */
const unused = sample('/depots/1', { free: '900' }, { given: rows({ places: '900', used: '0' }) });
const depot = (free: string) =>
  judge(
    [unused],
    sample('/depots/2', { free }, { given: rows({ places: '5000000000', used: '3904200812' }) }),
  );

it.each<[string, string | null]>([
  ['reckons with what was given', depot('1095799188')],
  [
    'answers each row, and nothing for what is missing',
    vans([
      { plate: 'ZH 33', depot: null },
      { plate: 'BE 44', depot: 'BERN' },
    ]),
  ],
  [
    'names what is missing',
    vans([
      { plate: 'ZH 33', depot: 'none' },
      { plate: 'BE 44', depot: 'BERN' },
    ]),
  ],
  ['answers a rounded number', van({ plate: 'ZH 33', price: '12.50' })],
  ['leaves a value out that cannot be read', van({ plate: 'ZH 33', price: null }, 'SyntaxError')],
  [
    'asks for all that the request names',
    judge([find('tag=sea', ['sea'])], find('tag=air&tag=fire', ['air,fire'])),
  ],
  [
    'is bound to a number that others are bound to',
    judge([page('7', '7'), page('500', '100'), page('', '20')], page('-5', '20')),
  ],
  [
    'is bound to the number of the request',
    judge([page('7', '7'), page('8', '8'), page('', '20')], page('42', '42')),
  ],
  ['leaves out what holds nothing', judge([keep('m1;10', 'm1', '10')], keep('m4;11\n', 'm4', '11'))],
])('holds an answer for one that follows its data: it %s', (_, found) => {
  expect(found).toBeNull();
});

it.each<[string, string | null, RegExp]>([
  ['reckons with what nothing gave', depot('1095799000'), /leaves out the places/],
  ['a row is left out', vans([{ plate: 'BE 44', depot: 'BERN' }]), /leaves out the plate “ZH 33”/],
  ['all rows are left out', vans([]), /leaves out/],
  [
    'a value of another row stands in for one',
    vans([
      { plate: 'ZH 33', depot: 'BERN' },
      { plate: 'BE 44', depot: 'BERN' },
    ]),
    /“BERN” at \[\].depot more often/,
  ],
  [
    'a value of no row stands for one',
    vans([
      { plate: 'ZH 33', depot: null },
      { plate: 'BE 44', depot: 'BERN' },
      { plate: 'X 55', depot: null },
    ]),
    /“X 55”/,
  ],
  ['a column is empty although it was given', van({ plate: 'ZH 33', price: '0.00' }), /holds no price/],
  [
    'one of two values is not asked for',
    judge([find('tag=sea', ['sea'])], find('tag=air&tag=fire', ['air'])),
    /query tag “fire”/,
  ],
  [
    'a number of its own is bound',
    judge([page('7', '7'), page('500', '100'), page('', '20')], page('-5', '99')),
    /bound to 99/,
  ],
  [
    'something empty is written',
    judge([keep('m1;10', 'm1', '10')], keep('m4;11\n', '', '0')),
    /holds no value of the request/,
  ],
])('finds an answer that does not follow its data: %s', (_, found, sentence) => {
  expect(found).toMatch(sentence);
});

it('finds what is written out by other data', () => {
  const priced = (price: string, shown: string) =>
    sample('/vans/18', { price: shown }, { given: rows({ price }) });
  expect(staysTheSame(priced('12.500', '12.50'), priced('15.500', '12.50'))).toMatch(/still holds “12.50”/);
  expect(staysTheSame(priced('12.500', '13.00'), priced('15.500', '13.00'))).toMatch(/still holds “13.00”/);
  expect(staysTheSame(priced('12.500', '12.50'), priced('15.500', '15.50'))).toBeNull();
  const named = (sku: string, other: string) =>
    sample('/skus', [{ sku: 'd' }, { sku }], { given: rows({ sku: 'd' }, { sku: other }) });
  expect(staysTheSame(named('gift', 'gift'), named('hjgu', 'hjgu'))).toBeNull();
});

it.each([
  ['a text of its own', ['unknown'], 'writes “unknown”'],
  ['a value of the request in another form', ['ADA'], null],
  ['nothing', [null], null],
])('names %s that is written where good requests write a text of theirs', (_, values, expected) => {
  const flows = learnFlows([keep('{"who":"eva"}', 'eva')], []);
  const found = writesOwnText(
    { ...keep('{"who":"ada"}'), bound: [{ text: 'a statement', verb: 'insert', values }] },
    flows,
  );
  if (expected === null) expect(found).toBeNull();
  else expect(found).toContain(expected);
});

it.each([
  ['refuses', false, expect.stringMatching(/answered with 404, although/)],
  ['takes, where a file was not there,', true, null],
])('%s a 404 for what the database has', (_, isAbsent, expected) => {
  const answer = sample('/vans/18', { error: 'not found' }, { given: rows({ plate: 'ZH 33' }), status: 404 });
  const flows = learnFlows([one], [one]);
  expect(breaksFlows(answer, { flows, errorClass: 'Error', isBadValue: false, isAbsent })).toEqual(expected);
});

it('takes what a cache gave for given, though its fields have other names there', () => {
  const priced = sample('/vans/17', { price: 900_100 }, { given: rows({ price: '900100' }) });
  const answer = (cached?: string[]) => sample('/vans/18', { price: 12_900 }, cached && { cached });
  const flows = learnFlows([priced], [priced]);
  const given = { flows, errorClass: 'TypeError', isBadValue: false };
  expect(breaksFlows(answer(), given)).toMatch(/which nothing gave/);
  expect(breaksFlows(answer(['{"euroCents":12900}']), given)).toBeNull();
});

it('takes the key of a cache for what a request is asked with, as its statement was', () => {
  const good = find('tag=winter', ['winter']);
  const cached = (commands: string[]) => judge([good], sample('/vans?tag=summer', [], { commands }));
  expect(cached(['GET vans:summer'])).toBeNull();
  expect(cached(['GET vans:all'])).toMatch(/^the request is answered with 200, and nothing was asked with/);
});
