import { expect, it } from 'vitest';
import { Recording } from '../../../domain/recording.ts';
import { codeWords } from './code-words.ts';
import { matchingTexts } from './matching-texts.ts';
import { nearRequests } from './near-requests.ts';
import { variedRecording } from './vary-recording.ts';

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

it('varies nothing of a request that holds no values', () => {
  const recording = recorded({ request: { method: 'GET', path: '/prints', headers: {} } });
  expect(variedRecording(recording, words)).toBeNull();
});
