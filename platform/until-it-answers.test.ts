import { describe, expect, it } from 'vitest';
import { SutureError } from '../domain/errors.ts';
import { untilItAnswers } from './until-it-answers.ts';

const { signal } = new AbortController();

describe('waiting for a server', () => {
  it('goes on until it answers, and says once that it waits', async () => {
    const said: string[] = [];
    let tries = 0;
    const answer = await untilItAnswers(
      'Shop',
      'SHOP_URL',
      signal,
      (line) => said.push(line),
      async () => {
        tries += 1;
        if (tries === 1) throw new Error('connect ECONNREFUSED');
        if (tries === 2) throw new SutureError('shop_unavailable', 'It is away.', { retryable: true });
        return 'here';
      },
    );
    expect(answer).toBe('here');
    expect(said).toEqual(['waits for Shop; check SHOP_URL if it should be there. (connect ECONNREFUSED)']);
  });

  it('gives up at once where waiting cures nothing', async () => {
    const refused = new SutureError('shop_refused', 'Check SHOP_KEY.');
    const waiting = untilItAnswers(
      'Shop',
      'SHOP_URL',
      signal,
      () => {},
      () => Promise.reject(refused),
    );
    await expect(waiting).rejects.toBe(refused);
  });
});
