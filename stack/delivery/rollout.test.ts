import { afterEach, beforeEach, expect, it } from 'vitest';
import { startLoad } from './testing/load.ts';
import {
  createTestRig,
  eventually,
  getJson,
  type TestRig,
  untilJudged,
  untilLive,
} from './testing/test-rig.ts';

let rig: TestRig;
beforeEach(async () => {
  rig = await createTestRig();
  rig.takeCallbacks();
});
afterEach(() => rig.close());

it('drops no request of a load that runs through rollouts, good and bad', async () => {
  const shas = [rig.commit('First', { 'values/n.txt': '0' })];
  const delivery = await rig.start();
  await untilLive(delivery, shas[0] as string);
  const load = startLoad(delivery.port);
  for (let number = 1; number <= 4; number += 1) {
    const sha = rig.commit(`Number ${number}`, { 'values/n.txt': String(number) });
    await untilLive(delivery, sha);
    shas.push(sha);
    const answered = load.answered();
    await eventually(() => expect(load.answered()).toBeGreaterThan(answered + 50));
  }
  const bad = rig.commit('Bad', { 'breaks/x.txt': 'exit' });
  expect((await untilJudged(delivery, bad)).status).toBe('failure');
  const { sent, failures, builds } = await load.stop();
  expect(failures).toEqual([]);
  expect([...builds.keys()].sort()).toEqual([...shas].sort());
  expect(sent).toBeGreaterThan(250);
});

it('lets a slow request finish on the release that took it', async () => {
  const first = rig.commit('First', { 'values/n.txt': '1' });
  const delivery = await rig.start();
  await untilLive(delivery, first);
  const slow = getJson<{ build: string }>(delivery.port, '/values?ms=3000');
  await eventually(async () => {
    const { live } = await getJson<{ live: { inFlight: number } }>(delivery.pagesPort, '/releases');
    expect(live.inFlight).toBe(1);
  });
  const second = rig.commit('Second', { 'values/n.txt': '2' });
  await untilLive(delivery, second);
  expect((await slow).build).toBe(first);
});

it('ends an event stream with its release, without waiting for it', async () => {
  const first = rig.commit('First', { 'values/n.txt': '1' });
  const delivery = await rig.start();
  const { pid } = await untilLive(delivery, first);
  const stream = await fetch(`http://127.0.0.1:${delivery.port}/stream`);
  const second = rig.commit('Second', { 'values/n.txt': '2' });
  await untilLive(delivery, second);
  expect(await stream.text()).toBe(`data: ${first}\n\ndata: bye\n\n`);
  await eventually(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
});

it('cuts a request that outlasts the drain, and ends its release', async () => {
  const first = rig.commit('First', { 'values/n.txt': '1' });
  const delivery = await rig.start({ limits: { drain: 200, grace: 200 } });
  const { pid } = await untilLive(delivery, first);
  const endless = fetch(`http://127.0.0.1:${delivery.port}/echo?ms=600000`, { method: 'POST', body: 'x' });
  await eventually(async () => {
    const { live } = await getJson<{ live: { inFlight: number } }>(delivery.pagesPort, '/releases');
    expect(live.inFlight).toBe(1);
  });
  await untilLive(delivery, rig.commit('Second', { 'values/n.txt': '2' }));
  const answer = await endless;
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({ error: { code: 'release_lost' } });
  await eventually(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
});
