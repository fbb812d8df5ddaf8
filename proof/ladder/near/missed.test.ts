import { expect, it } from 'vitest';
import { createMissLog } from './missed.ts';

const get = (path: string) => ({ method: 'GET', path, headers: {} });

it('says nothing where all was answered', () => {
  expect(createMissLog().unasked()).toBeNull();
});

it('counts what was not answered by its reason, and names what a busy machine left open', () => {
  const log = createMissLog();
  const first = get('/a');
  log.add(first, 'slow');
  log.add(get('/b'), 'late');
  log.add(get('/b'), 'late');
  log.add(get('/c'), 'slow');
  log.add(null, 'over');
  expect(log.unasked()).toEqual({
    what: [
      '2 requests (no answer, because the machine was too busy)',
      '2 requests (no answer in time)',
      '1 request (the others took all of the time)',
    ],
    busy: ['GET /b'],
  });
  expect(log.whyOf(first)).toBe('slow');
  expect(log.whyOf(get('/d'))).toBeUndefined();
  log.add(first, 'unrecorded');
  expect([first, get('/d')].map((one) => log.saysNothingOf(one))).toEqual([true, false]);
});
