import { expect, it } from 'vitest';
import { judgeUpstreams } from './judge-upstreams.ts';

const request = { method: 'POST', path: '/tickets', headers: {}, body: { subject: 'fire' } };
const call = {
  ...{ method: 'POST', path: '/messages', status: 500, error: null },
  ...{ body: null, delivered: true, latencyMs: 5 },
};

it.each([
  ['and the answer comes after it', false, [expect.stringContaining('is taken for one that did its work')]],
  ['and the answer went out before it', true, []],
])('judges an upstream that fails %s', async (_, isLate, expected) => {
  const stage = { groups: [] };
  const ask = async () => ({ status: 201, body: { id: 1 }, work: [], bound: [] });
  const near = { upstreamBody: { sent: true }, failsOnPage: true, failsBesideRefusal: false };
  const given = { ...{ request, near: { ...near, failsOnPage: false }, reproduction: {}, call }, isLate };
  expect(await judgeUpstreams({ stage, ask } as never, given as never)).toEqual(expected);
});

it.each([
  ['keeps the good answer and asks for nothing', true, []],
  ['asks again', false, [expect.stringContaining('is taken for one that did its work')]],
])('judges a service that answers after a failure with 200 and %s', async (_, keeps, expected) => {
  let port: () => Promise<number> = async () => 0;
  const upstream = {
    redirect(to: typeof port) {
      port = to;
    },
    standIn: port,
  };
  let kept = false;
  const ask = async () => {
    if (!kept) await fetch(`http://127.0.0.1:${await port()}/messages`);
    kept = keeps;
    return { status: 201, body: { id: 1 }, work: [], bound: [] };
  };
  const near = { upstreamBody: { sent: true }, failsOnPage: false, failsBesideRefusal: false };
  const stage = { groups: [{ upstreams: [upstream] }] };
  const given = { request, near, reproduction: {}, call, isLate: false };
  expect(await judgeUpstreams({ stage, ask } as never, given as never)).toEqual(expected);
});
