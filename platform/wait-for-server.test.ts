import { describe, expect, it } from 'vitest';
import { SutureError } from '../domain/errors.ts';
import { waitForServer } from './wait-for-server.ts';

const { signal } = new AbortController();

describe('waiting for a server', () => {
  it('tries until the server answers, and logs once that it waits', async () => {
    const logged: string[] = [];
    let tries = 0;
    const answer = await waitForServer(
      'Shop',
      'SHOP_URL',
      signal,
      (line) => logged.push(line),
      async () => {
        tries += 1;
        if (tries === 1) throw new Error('connect ECONNREFUSED');
        if (tries === 2) throw new SutureError('temporal_unavailable', 'Away.', { retryable: true });
        return 'here';
      },
    );
    expect(answer).toBe('here');
    expect(logged).toEqual(['waits for Shop; check SHOP_URL if it should be there. (connect ECONNREFUSED)']);
  });

  it('throws an error at once that no waiting resolves', async () => {
    const refused = new SutureError('invalid_settings', 'Check SHOP_KEY.');
    const waiting = waitForServer(
      'Shop',
      'SHOP_URL',
      signal,
      () => {},
      () => Promise.reject(refused),
    );
    await expect(waiting).rejects.toBe(refused);
  });

  it('ends by throwing when it is stopped', async () => {
    const stop = new AbortController();
    const waiting = waitForServer(
      'Shop',
      'SHOP_URL',
      stop.signal,
      () => stop.abort(),
      () => Promise.reject(new Error('away')),
    );
    await expect(waiting).rejects.toThrow('abort');
  });
});
