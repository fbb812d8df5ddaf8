import { expect, it } from 'vitest';
import type { ServiceRecord } from '../../domain/service.ts';
import { joinStacks } from './join-stacks.ts';
import { readStackLine } from './stack-line.ts';

const services = [{ name: 'shop' }, { name: 'blog' }] as ServiceRecord[];
const stack =
  'TypeError: x is undefined\n    at charge (/app/src/orders.ts:3:9)\n    at f (node:internal/x:1:1)';
const event = (message: string, group = '/ecs/shop/app') => ({ id: 'e', at: new Date(), message, group });
const pino = (more: object = {}) =>
  JSON.stringify({
    level: 50,
    time: 1,
    err: { type: 'TypeError', message: 'x is undefined', stack },
    req: { method: 'POST', url: '/orders/7?x=1', headers: { 'x-a': 'b' } },
    msg: 'request errored',
    ...more,
  });

it.each([
  ['lines of text', stack],
  ['text behind a time and a level', `2026-11-29T10:00:00Z ERROR ${stack}`],
  ['JSON of pino', pino()],
  ['JSON behind a prefix', `app-1 | ${pino()}`],
  ['JSON of winston', JSON.stringify({ level: 'error', message: 'x is undefined', stack })],
  [
    'JSON of winston with an error within',
    JSON.stringify({
      level: 'error',
      message: 'x',
      meta: { error: { name: 'TypeError', message: 'x is undefined', stack } },
    }),
  ],
])('takes a stack from %s', (_, message) => {
  expect(readStackLine(event(message), services)).toMatchObject({
    service: 'shop',
    source: 'cloudwatch',
    errorClass: 'TypeError',
    message: 'x is undefined',
    stack: expect.stringContaining('at charge (/app/src/orders.ts:3:9)'),
  });
});

it('takes the request that pino wrote beside the error', () => {
  expect(readStackLine(event(pino()), services)).toMatchObject({
    request: { method: 'POST', path: '/orders/7?x=1', headers: { 'x-a': 'b' } },
    route: '/orders/7',
  });
});

it.each([
  ['a warning', pino({ level: 40 })],
  ['an answer below 500', pino({ res: { statusCode: 404 } })],
  ['a line without a stack', 'TypeError: look at this'],
  ['frames without an error', '    at charge (/app/src/orders.ts:3:9)'],
  ['a verification', `FAULT_X verification=1 ${stack}`],
  ['JSON that was cut', pino().slice(0, -20)],
])('leaves %s alone', (_, message) => {
  expect(readStackLine(event(message), services)).toBeNull();
});

it('does not guess the service where the log group and the line name none of several, or two', () => {
  expect(readStackLine(event(stack, '/ecs/other'), services)).toBeNull();
  expect(readStackLine(event(stack, '/shop/blog'), services)).toBeNull();
  expect(readStackLine(event(stack, '/ecs/other'), services.slice(0, 1))?.service).toBe('shop');
  expect(readStackLine(event(pino({ service: 'blog' }), '/ecs/other'), services)?.service).toBe('blog');
});

it('puts a stack together that came as an event a line', () => {
  const events = joinStacks([...stack.split('\n'), 'GET / 200'].map((line) => event(line)));
  expect(events.map(({ message }) => message)).toEqual([stack, 'GET / 200']);
});
