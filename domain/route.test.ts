import { expect, it } from 'vitest';
import { routeFit } from './route.ts';

it.each([
  ['/orders/:id', '/orders/17', 1],
  ['/orders/{id}/lines', '/orders/17/lines?all=1', 2],
  ['/orders/[id]', '/orders/:id', 1],
  ['/orders', '/orders/', 1],
  ['/files/*', '/files/a/b', 1],
  ['/', '/', 0],
])('fits %s to %s', (route, path, equal) => {
  expect(routeFit(route, path)).toBe(equal);
});

it.each([
  ['/orders/:id', '/orders'],
  ['/orders/:id', '/orders/17/lines'],
  ['/orders', '/order'],
])('does not fit %s to %s', (route, path) => {
  expect(routeFit(route, path)).toBeNull();
});
