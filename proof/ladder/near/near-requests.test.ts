import { expect, it } from 'vitest';
import { Recording } from '../../../domain/recording.ts';
import { codeWords } from './code-words.ts';
import { matchingTexts } from './matching-texts.ts';
import { besideInShape, inTurn, nearRequests } from './near-requests.ts';
import { movedRecording, shifted, variedRecording } from './vary-recording.ts';

const recorded = (given: Record<string, unknown>) =>
  Recording.parse({
    ...{ service: 'shop', key: 'one', route: '/', reason: 'status_500', logLine: '', latencyMs: 20 },
    at: '2026-11-29T10:00:00.000Z',
    ...given,
  });

const words = codeWords([
  {
    path: 'service.ts',
    text: "const owners = { k1: 'ada' };\nif (req.headers['x-key'] === owners.k1 && url === '/prints') answer(body.rate, /^a(?:b|c)+$/);",
  },
]);

it('reads what the code compares a request with', () => {
  expect(words.headers).toEqual(['x-key']);
  expect(words.texts).toEqual(expect.arrayContaining(['k1', 'ada']));
  expect(words.paths).toEqual(['/prints']);
  expect(words.members).toContain('rate');
  expect(words.patterns).toEqual([{ pattern: '^a(?:b|c)+$', flags: '' }]);
});

it('adds nothing for a text that does not parse', () => {
  expect(codeWords([{ path: 'service.ts', text: 'const = ;' }]).texts).toEqual([]);
});

it.each([
  ['"((?:\\\\.|[^"\\n])*)"', ''],
  ['^(?:\\w+|\\w+-)+$', ''],
  ['^[0-9]{2,4}(?:[a-c]|-)$', 'i'],
])('makes texts that %s matches, a long one as well', (pattern, flags) => {
  const texts = matchingTexts(pattern, flags);
  expect(texts.length).toBeGreaterThan(1);
  for (const text of texts) expect(text).toMatch(new RegExp(pattern, flags));
});

it('changes one value of a request at a time, and tells the edges from the rest', () => {
  const request = { method: 'GET', path: '/audit?offset=-5&kind=all', headers: {} };
  const near = nearRequests(request, words);
  const pathsOf = (edge: boolean) => near.filter((one) => one.edge === edge).map((one) => one.request.path);
  expect(pathsOf(false)).toEqual(expect.arrayContaining(['/audit?kind=all', '/audit?offset=1&kind=all']));
  expect(pathsOf(true)).toContain('/audit?offset=0&kind=all');
});

it('puts other elements into a header that the code reads, and leaves each out', () => {
  const reads = codeWords([{ path: 'service.ts', text: "choose(req.headers['accept-language']);" }]);
  const headers = { 'accept-language': 'de-DE, *;q=0.5', 'user-agent': 'a, b' };
  const near = nearRequests({ method: 'GET', path: '/accounts', headers }, reads);
  expect(near.map((one) => one.request.headers['accept-language'])).toEqual([
    ...['!, *;q=0.5', 'x_1, *;q=0.5', ' *;q=0.5'],
    ...['de-DE, !;q=0.5', 'de-DE, x_1;q=0.5', 'de-DE'],
  ]);
});

it('gives the failure other values wherever the recording holds them', () => {
  const recording = recorded({
    request: { method: 'POST', path: '/members?page=-5', headers: {}, body: { handle: 'ada' } },
    steps: [
      {
        kind: 'sql',
        text: 'INSERT INTO members (handle) VALUES ($1)',
        values: ['ada', -5],
        error: { code: '23505', message: 'duplicate', detail: 'Key (handle)=(ada) already exists.' },
      },
    ],
  });
  const varied = variedRecording(recording, words);
  expect(varied?.request).toMatchObject({ path: '/members?page=-16', body: { handle: 'beb' } });
  expect(varied?.steps[0]).toMatchObject({ values: ['beb', -16] });
});

it('gives an inherited name to the failure in place of another, and leaves fixed pieces of the address', () => {
  const routes = codeWords([
    { path: 'service.ts', text: "app.get('/teams/:team/goals', answer);\nconst at = /^\\/flags\\/(\\w+)$/;" },
  ]);
  expect(routes.pieces).toEqual(['teams', 'goals', 'flags']);
  const recording = recorded({ request: { method: 'GET', path: '/teams/constructor/goals', headers: {} } });
  expect(variedRecording(recording, routes)?.request?.path).toBe('/teams/toString/goals');
});

it('keeps the protocol of a URL in another text of its shape', () => {
  expect(shifted('https://a.example/x')).toBe('https://b.fybnqmf/y');
});

it('puts a good element before those of a list', () => {
  const body = { parcels: [{ to: {} }] };
  const recording = recorded({ request: { method: 'POST', path: '/quotes', headers: {}, body } });
  const good = {
    method: 'POST',
    path: '/quotes',
    headers: {},
    body: { parcels: [{ to: { city: 'Bern' } }] },
  };
  expect(movedRecording(recording, [good])?.request?.body).toEqual({
    parcels: [{ to: { city: 'Bern' } }, { to: {} }],
  });
  expect(movedRecording(recording, [])).toBeNull();
});

it('takes a number in the path for a name, and keeps the largest', () => {
  const near = nearRequests({ method: 'GET', path: '/invoices/99999999999', headers: {} }, words);
  const largest = near.find(({ request }) => request.path === '/invoices/2147483647');
  expect(largest).toMatchObject({ edge: false, keep: true });
});

it('makes good requests of what the failing one lacks, of each value in turn', () => {
  const failing = { method: 'POST', path: '/readings', headers: {}, body: { sensor: 's1' } };
  const good = { ...failing, body: { sensor: 'ab', value: 20.5 } };
  const beside = inTurn(besideInShape(good, failing)).map(({ request }) => request.body);
  expect(beside).toEqual([
    { sensor: 'bc', value: 20.5 },
    { sensor: 'ab', value: 0 },
    { sensor: 'cd', value: 20.5 },
    { sensor: 'de', value: 20.5 },
  ]);
});

it('marks values of the body that have another type, and ids in place of another text', () => {
  const request = { method: 'POST', path: '/tags', headers: {}, body: { tag: 'red' } };
  const id = '00000000-0000-4000-8000-000000000001';
  const near = nearRequests(request, words);
  const strange = near.filter((one) => one.strange).map((one) => one.request.body);
  expect(strange).toEqual([{ tag: 1 }, { tag: 2 }, { tag: 7 }, { tag: id }, { tag: ['red'] }]);
});

it('sends a long text in short as well', () => {
  const request = { method: 'POST', path: '/tags', headers: {}, body: { tag: `${'a'.repeat(40)}!` } };
  const short = nearRequests(request, words).find(({ keep }) => keep);
  expect(short?.request.body).toEqual({ tag: 'aaaaaaaaaaa!' });
});

it('varies nothing of a request that holds no values', () => {
  const recording = recorded({ request: { method: 'GET', path: '/prints', headers: {} } });
  expect(variedRecording(recording, words)).toBeNull();
});
