import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServedApp, serveTestApp } from '../../../app/pages/testing/serve-app.ts';
import { incidentIn } from '../../../store/testing/incident-in.ts';
import { type Listeners, listen, tally } from './listen.ts';

const COUNT = 20;

let test: ServedApp;
let listeners: Listeners;
beforeEach(async () => {
  test = await serveTestApp();
  listeners = await listen(test.url, COUNT);
});
afterEach(async () => {
  await listeners.close();
  await test.close();
});

const stored = async () => (await test.store.timelineAfter(0, 1000)).map(({ seq }) => seq);

describe('listeners of a benchmark', () => {
  it('hear each row once and in order', async () => {
    await Promise.all(Array.from({ length: 5 }, () => incidentIn(test.store, 'resolved')));
    const rows = await stored();
    expect(rows.length).toBeGreaterThan(30);
    expect(await listeners.hear(rows, 30_000)).toEqual({ complete: COUNT, missing: 0, surplus: 0 });
    expect(listeners.events()).toBeGreaterThanOrEqual(COUNT * (1 + rows.length));
  });

  it('say what they did not hear, and what nobody expected', async () => {
    await incidentIn(test.store, 'detected');
    const [row] = (await stored()) as [number];
    await listeners.hear([row], 30_000);
    expect(await listeners.hear([row, row + 1], 1)).toEqual({ complete: 0, missing: COUNT, surplus: 0 });
    expect(await listeners.hear([], 1)).toEqual({ complete: 0, missing: 0, surplus: COUNT });
  });
});

it.each([
  ['all in order', [1, 2, 3], { complete: 1, missing: 0, surplus: 0 }],
  ['one twice', [1, 2, 2, 3], { complete: 0, missing: 0, surplus: 1 }],
  ['one too few', [1, 3], { complete: 0, missing: 1, surplus: 0 }],
  ['in another order', [1, 3, 2], { complete: 0, missing: 0, surplus: 0 }],
])('tells %s', (_, rows, expected) => {
  expect(tally([1, 2, 3], rows)).toEqual(expected);
});
