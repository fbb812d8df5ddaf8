import { expect, it } from 'vitest';
import { sendTo } from './send-to.ts';

const suture = 'http://127.0.0.1:8000';
const known = { suture, url: null, address: 'http://127.0.0.1:4321' };

it.each([
  ['/orders', { ...known, url: 'http://shop.example' }, 'http://shop.example'],
  ['/orders', known, 'http://127.0.0.1:4321'],
  ['/orders', { suture, url: undefined, address: undefined }, null],
  ['/test-fault/run', { ...known, url: 'http://shop.example' }, suture],
])('sends %s with %o to %s', (path, answers, to) => {
  expect(sendTo(path, answers)).toBe(to);
});
