import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownSecrets } from '../../adapters/secrets/own-secrets.ts';
import { isTerminal } from '../../domain/phases.ts';
import { readSecrets } from '../../stack/state.ts';
import { FRAGMENTS } from '../../tools/write-configuration.ts';
import { CANARIES, filesWith, watchEnvironments } from './canaries.ts';
import { ended, quickest, trigger, until, works } from './heal.ts';
import { attachOrders, type SecondService } from './second-service.ts';
import { makeStateFolder, type OwnStack, removeStateFolder, startTestStack, subjectsOf } from './stack.ts';

let folder: string;
let stack: OwnStack;
let orders: SecondService;
let leaks: string[];
let listener: Server;
/** What a person sets. Of both addresses the path is the secret. */
const set: Record<string, string> = { ...CANARIES };

beforeAll(async () => {
  folder = makeStateFolder();
  listener = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  for (const name of ['NOTIFY_SLACK_URL', 'NOTIFY_WEBHOOK_URL']) set[name] = `${address}/canary-of-${name}`;
  stack = await startTestStack(folder, set);
  // The programs of the control plane may know them, and what a person has started them with.
  const starters = new Set([process.pid, process.ppid, stack.record().supervisor.pid]);
  const stop = watchEnvironments(secrets(), (pid, words) => {
    const own = stack.record().processes.some((one) => one.pid === pid) || pid === orders?.pid;
    const isProgram = /bootstrap\.mjs|vitest|dist\/(app|intake|worker|delivery)\.js/.test(words.join(' '));
    return own || starters.has(pid) || isProgram;
  });
  try {
    orders = await attachOrders(stack, CANARIES);
    await healBoth();
  } finally {
    leaks = stop();
  }
});
afterAll(async () => {
  await orders?.stop();
  await stack?.stop();
  listener?.close();
  removeStateFolder(folder);
});

/** What a person has set, and what the stack has made for itself. */
function secrets(): Record<string, string> {
  const { databasePassword } = readSecrets(stack.state);
  return { ...set, databasePassword };
}

const outcomes: Record<string, { id: string; phase: string; service: string }> = {};

async function healBoth(): Promise<void> {
  const [demo, second] = await Promise.all([trigger(stack, quickest), triggerOrders()]);
  for (const { id } of [demo, second]) {
    const { incident } = await until(stack, id, ended);
    outcomes[incident.service] = { id, phase: incident.phase, service: incident.service };
  }
}

async function triggerOrders(): Promise<{ id: string }> {
  expect((await fetch(`${orders.url}/orders/total`)).status).toBe(500);
  for (;;) {
    const open = (await stack.api.incidents()).find(
      ({ service, phase }) => service === 'orders' && !isTerminal(phase),
    );
    if (open) return open;
    await stack.api.news(500);
  }
}

test('one worker heals two services at the same time, each in its own repository', async () => {
  const { demo, orders: second } = outcomes;
  expect(demo?.phase).toBe('resolved');
  expect(second?.phase).toBe('resolved');
  expect(stack.record().processes.filter(({ name }) => name === 'worker')).toHaveLength(1);

  expect(await stack.commitsOf(demo?.id as string)).toHaveLength(1);
  expect(await stack.commitsOf(second?.id as string)).toEqual([]);
  const format = '--format=%s%x09%(trailers:key=Suture-Incident,valueonly,separator=%x2C)';
  const log = await orders.git('log', 'trunk', format);
  expect(subjectsOf(log, second?.id as string)).toEqual([
    expect.stringContaining('[FAULT:FAULT_ORDERS_TOTAL]'),
  ]);

  expect(await works(stack, quickest)).toBe(true);
  const answer = await fetch(`${orders.url}/orders/total`);
  expect([answer.status, await answer.json()]).toEqual([200, { total: 42, currency: 'EUR' }]);
  const version = await fetch(`${orders.url}/version`);
  expect(await version.json()).toEqual({ commit: await orders.git('rev-parse', 'trunk') });
});

test('each setting that is a secret has a canary', () => {
  const names = FRAGMENTS.flatMap(({ shape }) => Object.keys(shape));
  const secret = names.filter((name) => ownSecrets({ [name]: 'a value' }).length > 0);
  expect(secret.filter((name) => !(name in set))).toEqual([]);
});

test("no secret of the control plane reaches a release, a proof, a build or a service's migration", () => {
  expect(leaks).toEqual([]);
});

test('no secret of the control plane stands in a file that a heal leaves', () => {
  expect(filesWith(folder, secrets())).toEqual(['secrets.json: databasePassword']);
});
