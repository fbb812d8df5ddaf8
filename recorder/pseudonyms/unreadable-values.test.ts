import { expect, it } from 'vitest';
import { toRecording } from '../recording.ts';
import { createPseudonyms } from './pseudonyms.ts';

const pseudonyms = createPseudonyms({ environment: {}, hide: [], keep: [], key: Buffer.alloc(32, 5) });

function madeOf(cookie: string): string {
  const failure = {
    faultCode: null,
    route: '/',
    reason: 'status_500',
    latencyMs: 1,
    logLine: '',
    error: null,
  };
  const recording = toRecording(failure, 'shop', null);
  const made = pseudonyms({ ...recording, request: { method: 'GET', path: '/', headers: { cookie } } });
  return made.request?.headers.cookie ?? '';
}

it.each(['promo=50%off', 'x=%E0%A4%A', 'y=100%', 'z=%zz%20a'])(
  'replaces %s by what cannot be decoded either',
  (cookie) => {
    const made = madeOf(`sid=abc; ${cookie}`);
    expect(made).not.toContain(cookie.split('=')[1]);
    expect(() => decodeURIComponent(made.split('; ')[1] ?? '')).toThrow(URIError);
  },
);

it('replaces a cookie that can be decoded by one that can', () => {
  const made = madeOf('nickname=J%C3%BCrg');
  expect(made).not.toContain('J%C3%BCrg');
  expect(() => decodeURIComponent(made)).not.toThrow();
});
