import { expect, it } from 'vitest';
import { createTraffic } from './traffic.ts';

it('counts the requests of a route by release since a time', () => {
  let now = 100;
  const traffic = createTraffic(() => now);
  expect(traffic.began).toBe(100);
  traffic.count('a', 'GET', '/orders/1?x=1');
  now = 200;
  for (const path of ['/orders/1', '/orders/2', '/orders', '/health']) traffic.count('a', 'POST', path);
  traffic.count('b', 'GET', '/orders/3');
  for (const method of ['HEAD', 'OPTIONS']) traffic.count('b', method, '/orders/3');
  expect(traffic.since('/orders/:id', 0)).toEqual({ a: 3, b: 1 });
  expect(traffic.since('/orders/:id', 150)).toEqual({ a: 2, b: 1 });
  expect(traffic.since('/orders/:id', 300)).toEqual({});
});

it('keeps what was asked for last, within its bounds', () => {
  const traffic = createTraffic(() => 1);
  for (let request = 0; request < 1_000; request += 1) traffic.count('a', 'GET', '/busy');
  expect(traffic.since('/busy', 0)).toEqual({ a: 100 });
  for (let id = 0; id < 3_000; id += 1) traffic.count('a', 'GET', `/orders/${id}`);
  expect(traffic.since('/busy', 0)).toEqual({});
  expect(traffic.since('/orders/:id', 0)).toEqual({ a: 2_000 });
});
