import { expect, it } from 'vitest';
import { matchesRoute } from './matches-route.ts';

it.each([
  ['/orders', '/orders', true],
  ['/orders', '/orders/?a=1#b', true],
  ['/orders/:id', '/orders/7', true],
  ['/orders/{id}/lines', '/orders/7/lines', true],
  ['/orders/[id]', '/orders/7', true],
  ['/files/*', '/files/a/b', true],
  ['/', '/', true],
  ['/orders/:id', '/orders', false],
  ['/orders', '/orders/7', false],
  ['/files/*', '/files', false],
  ['/orders', '/order', false],
])('compares %s with %s: %s', (route, path, expected) => {
  expect(matchesRoute(route, path)).toBe(expected);
});
