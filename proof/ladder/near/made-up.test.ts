import { expect, it } from 'vitest';
import { Recording } from '../../../domain/recording.ts';
import type { NearAnswer } from './ask-in-turn.ts';
import { type JudgedSuccess, madeUp, missesWhatIsThere } from './made-up.ts';

const recorded = (given: Record<string, unknown>) =>
  Recording.parse({
    ...{ service: 'shop', key: 'one', route: '/', reason: 'status_500', logLine: '', latencyMs: 20 },
    at: '2026-11-29T10:00:00.000Z',
    ...given,
  });
const get = (path: string) => ({ method: 'GET', path, headers: {} });
const read = (values: unknown[], rows: object[], error: object | null = null) => ({
  ...{ kind: 'sql', text: 'SELECT * FROM things WHERE id = $1', values, rows, error },
  ...{ command: error ? null : 'SELECT', rowCount: rows.length },
});
const answered = (body: unknown, more: Partial<NearAnswer> = {}): NearAnswer => ({
  ...{
    status: 200,
    body,
    sign: null,
    work: [],
    bound: [],
    statements: [],
    flow: { given: [], bound: [], calls: [] },
  },
  ...more,
});

/** Judges a success of a recorded failure. */
function judge(given: Record<string, unknown>, answer: NearAnswer, more: Partial<JudgedSuccess> = {}) {
  const recording = recorded(given);
  const { request } = recording;
  if (!request) throw new Error('there is no request');
  return madeUp({ recording, request, failures: [], answer, good: [], successes: [], recorded: [], ...more });
}

it('finds digits that a number of the database lost', () => {
  const given = {
    request: get('/accounts/bank'),
    steps: [read(['bank'], [{ balance: '9007199254740993' }])],
  };
  expect(judge(given, answered({ balance: 9007199254740992 }))).toContain('digits are lost');
  expect(judge(given, answered({ balance: '9007199254740993' }))).toBeNull();
});

it('finds a column that good answers show and this one leaves out or empties', () => {
  const given = { request: get('/accounts/bank'), steps: [read(['bank'], [{ owner: 'bank', balance: 12 }])] };
  const successes = [{ owner: 'eva', balance: 7 }];
  for (const body of [{ owner: 'bank' }, { owner: 'bank', balance: 0 }, { owner: 'bank', balance: null }]) {
    expect(judge(given, answered(body), { successes })).toContain('a balance');
  }
  expect(judge(given, answered({ owner: 'bank', balance: '12' }), { successes })).toBeNull();
  expect(judge(given, answered({ owner: 'bank' }), { successes: [{ owner: 'eva' }] })).toBeNull();
});

it('finds an empty text for a row that is not there, and lets null pass', () => {
  const given = { request: get('/tickets/77'), steps: [read(['77'], [])] };
  const successes = [{ id: 1, title: 'DOOR' }];
  expect(judge(given, answered({ id: '77', title: '' }), { successes })).toContain('an empty title');
  expect(judge(given, answered({ id: '77', title: null }), { successes })).toBeNull();
  expect(judge(given, answered({ title: null }), { successes })).toContain('lacks the id');
  expect(judge(given, answered({ total: '0.00' }), { successes: [{ total: '12.00' }] })).toBeNull();
});

it('finds an answer with nothing in it where good ones hold something', () => {
  const given = { request: get('/reports/9') };
  for (const body of ['', undefined, {}])
    expect(judge(given, answered(body), { recorded: ['day,orders'] })).toContain('nothing in it');
  expect(judge(given, answered(''), { recorded: ['day,orders', ''] })).toBeNull();
  expect(judge(given, answered(''))).toBeNull();
  expect(judge(given, answered('', { status: 204 }), { recorded: ['day,orders'] })).toBeNull();
  expect(judge(given, answered([]), { recorded: [[1]] })).toBeNull();
});

it('finds an address that is cut to one of something else', () => {
  const message = 'value "99999999999" is out of range for type integer';
  const steps = [read(['99999999999'], [], { code: '22003', message })];
  const failures = [{ sqlstate: '22003' }];
  expect(
    judge({ request: get('/invoices/99999999999'), steps }, answered({ no: 7 }), { failures }),
  ).toContain('the address names 99999999999');
  expect(judge({ request: get('/invoices?size=99999999999'), steps }, answered([]), { failures })).toBeNull();
});

it('finds a value that stands in for an empty list', () => {
  const error = { code: '42601', message: 'syntax error' };
  const text = "SELECT sku FROM prices WHERE kind IN ('new') AND sku IN ()";
  const given = { request: get('/prices'), steps: [{ ...read([], [], error), text }] };
  const asked = (list: string) =>
    answered([], { statements: [`SELECT sku FROM prices WHERE kind IN ('new') AND sku IN (${list})`] });
  expect(judge(given, asked("'a'"))).toContain('an empty list');
  expect(judge(given, asked('NULL'))).toBeNull();
  expect(judge(given, asked("''"))).toBeNull();
});

it('finds an empty value that is written in place of one that is required', () => {
  const request = { method: 'POST', path: '/readings', headers: {}, body: { sensor: 's1' } };
  const wrote = (values: string[]) =>
    answered({ id: 1 }, { work: [{ kind: 'insert readings', text: '', values: '' }], bound: [values] });
  const failures = [{ sqlstate: '23502' }];
  expect(judge({ request }, wrote(['s1', '0']), { failures })).toContain('insert readings');
  expect(judge({ request }, wrote(['s1', '20.5']), { failures })).toBeNull();
  expect(judge({ request }, wrote(['s1', '0']))).toBeNull();
  const held = { ...request, body: { sensor: 's1', value: '0' } };
  expect(judge({ request: held }, wrote(['s1', '0']), { failures })).toBeNull();
});

it('finds a number that is written in place of one that the database refuses', () => {
  const request = { method: 'POST', path: '/transfers', headers: {}, body: { account: 'a1', cents: -500 } };
  const text = 'INSERT INTO transfers (account, cents) VALUES ($1, $2)';
  const refused = (code: string) => [
    { kind: 'sql', text, values: ['a1', -500], rows: [], error: { code, message: 'refused' } },
  ];
  const wrote = (...values: string[]) =>
    answered({ id: 1 }, { work: [{ kind: 'insert transfers', text: '', values: '' }], bound: [values] });
  const given = { request, steps: refused('23514') };
  expect(judge(given, wrote('a1', '500'))).toContain('the database refuses -500');
  expect(judge(given, wrote('a1', '-500'))).toBeNull();
  expect(judge({ ...given, steps: refused('23505') }, wrote('a1', '500'))).toBeNull();
  expect(judge(given, answered({ error: 'not allowed' }, { status: 422 }))).toBeNull();
});

it('finds a change that a request without changes makes', () => {
  const request = { method: 'PATCH', path: '/profiles/2', headers: {}, body: {} };
  const wrote = (values: (string | null)[]) =>
    answered({ id: 2 }, { work: [{ kind: 'update profiles', text: '', values: '' }], bound: [values] });
  expect(judge({ request }, wrote(['', '2']))).toContain('update profiles');
  expect(judge({ request }, wrote([null, '2']))).toContain('update profiles');
  expect(judge({ request }, wrote(['2026-11-29', '2']))).toBeNull();
  expect(judge({ request: { ...request, body: undefined } }, wrote(['', '2']))).toBeNull();
});

it('finds an inherited name that is taken for an entry', () => {
  const request = get('/teams/constructor/goals');
  const unknown = { request: get('/teams/wolves/goals'), status: 404, body: {}, again: {}, work: [] };
  expect(judge({ request }, answered({ goals: 0 }), { good: [unknown] })).toContain('constructor');
  expect(judge({ request }, answered({ goals: 0 }))).toBeNull();
  expect(
    judge({ request: get('/teams/lions/goals') }, answered({ goals: 0 }), { good: [unknown] }),
  ).toBeNull();
});

it('finds a slow text that is taken, where a short one of its kind is refused', () => {
  const request = get(`/tags?tag=${'a'.repeat(40)}!`);
  const short = { request: get('/tags?tag=aaaaaaaaaaa%21'), status: 422, body: {}, again: {}, work: [] };
  expect(judge({ kind: 'hang', request }, answered({}), { good: [short] })).toContain('short one');
  expect(judge({ kind: 'error', request }, answered({}), { good: [short] })).toBeNull();
});

it('finds 404 for what the database gave', () => {
  const request = get('/users/tom/settings');
  const misses = (rows: object[], at = request) =>
    missesWhatIsThere(recorded({ request: at, steps: [read(['tom'], rows)] }), ['users', 'settings']);
  expect(misses([{ name: 'tom', settings: '' }])).toContain('404');
  expect(misses([])).toBeNull();
  // A column may be what is missing, and so may what no statement asked for.
  expect(misses([{ name: 'tom', settings: null }])).toBeNull();
  expect(misses([{ name: 'tom' }], get('/users/tom/settings/9'))).toBeNull();
});

it('takes a 404 where a file was missing to which a row points', () => {
  const at = get('/users/tom/settings');
  const steps = [read(['tom'], [{ name: 'tom', file: 'tom.json' }])];
  const judgeMissing = (message: string) =>
    missesWhatIsThere(recorded({ request: at, steps, message }), ['users', 'settings']);
  expect(judgeMissing('row is broken')).toContain('answered with 404');
  expect(judgeMissing("ENOENT: no such file or directory, open 'tom.json'")).toBeNull();
});
