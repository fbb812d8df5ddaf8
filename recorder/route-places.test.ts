import { expect, it } from 'vitest';
import { createPlaces, placeOfStep } from './route-places.ts';

function here(places: ReturnType<ReturnType<typeof createPlaces>>, number: number, text = 'SELECT 1') {
  return placeOfStep(places, number, text, here);
}

it('remembers the place of the same step of a route that asks the same', () => {
  const of = createPlaces();
  const first = here(of('GET /a'), 0).stack;
  expect(first).toContain('route-places.test.ts');
  expect(here(of('GET /a'), 0).stack).toBe(first);
  const others = [
    here(of('GET /b'), 0).stack,
    here(of('GET /a'), 1).stack,
    here(of('GET /a'), 0, 'SELECT 2').stack,
  ];
  expect(new Set([first, ...others]).size).toBe(4);
});

it('finds the exact place where there are more routes, steps or texts than it remembers', () => {
  const of = createPlaces();
  for (let at = 0; at < 200; at += 1) of(`GET /${at}`);
  expect(of('GET /more')).toBeNull();
  expect(here(of('GET /more'), 0).stack).not.toBe(here(of('GET /more'), 0).stack);
  for (let at = 0; at < 5; at += 1) here(of('GET /1'), 0, `SELECT ${at}`);
  expect(here(of('GET /1'), 0, 'SELECT 9').stack).not.toBe(here(of('GET /1'), 0, 'SELECT 9').stack);
  expect(here(of('GET /1'), 30).stack).not.toBe(here(of('GET /1'), 30).stack);
});
