import { expect, it } from 'vitest';
import { differences } from './differences.ts';
import { fieldRecording } from './testing.ts';

const recording = fieldRecording({
  request: { method: 'GET', path: '/price/7' },
  response: { status: 500 },
  steps: [{ kind: 'http', method: 'GET', url: 'https://rates.example/eur?day=1', status: 200 }],
});
const replayed = { status: 500, failure: null, statements: [] };
const requests = ['rates.example GET /eur', 'rates.example GET /usd'];

it('names a request that the recording has no answer for, and what would answer it', () => {
  expect(differences(recording, { ...replayed, requests })).toEqual([
    'The recording holds no answer for what the sandbox asked rates.example, so it refused it; a stand-in under "upstreams" in suture.yaml would answer: “GET /usd”.',
  ]);
});

it('quotes what the sandbox answered in its place', () => {
  const refused = { ...replayed, status: 401, said: 'invalid signature', requests: [] };
  expect(differences(recording, refused)[0]).toBe(
    'Production answered 500, the sandbox 401: “invalid signature”',
  );
});

it('says nothing of one that a stand-in of the service answers', () => {
  expect(differences(recording, { ...replayed, requests }, ['rates.example'])).toEqual([]);
});

it('names a host that was asked and that nothing stands in for', () => {
  const dial = { host: 'stock.example', port: 443, protocol: 'HTTP' as const, encrypted: true };
  expect(differences(recording, { ...replayed, requests: requests.slice(0, 1), unanswered: [dial] })).toEqual(
    [
      'The service asked stock.example:443 by HTTPS, and nothing stands in for it: add an upstream with hosts: ["stock.example"] to suture.yaml.',
    ],
  );
});
