import { setTimeout as sleep } from 'node:timers/promises';
import type { Sending } from './orders.ts';
import { openSender, type RawSender, rawRequest } from './raw-sender.ts';

const SENDERS = 64;
/** What is sent at a steady rate is sent in ticks of this length, in milliseconds. */
const TICK_MS = 5;

const opened = new Map<string, Promise<RawSender[]>>();

/** Sends the events over connections that stay open. @returns how long it took, in milliseconds, without making them */
export async function sendEvents({ url, key, places, from, count, perSecond }: Sending): Promise<number> {
  const senders = opened.get(url) ?? Promise.all(Array.from({ length: SENDERS }, () => openSender(url)));
  opened.set(url, senders);
  const requests = Array.from({ length: count }, (_, at) => eventOf(from + at, key, places));
  const ready = await senders;
  const began = performance.now();
  await (perSecond === null ? storm(ready, requests) : steadyStorm(ready, requests, perSecond));
  return performance.now() - began;
}

/** Sends the requests as fast as they are answered. */
async function storm(senders: readonly RawSender[], requests: readonly Buffer[]): Promise<void> {
  let next = 0;
  const sendAll = async (sender: RawSender) => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      await sendOne(sender, request);
    }
  };
  await Promise.all(senders.map(sendAll));
}

/** Sends the requests at a steady rate; one that finds no free sender waits for it. */
async function steadyStorm(
  senders: readonly RawSender[],
  requests: readonly Buffer[],
  perSecond: number,
): Promise<void> {
  const free = [...senders];
  const waiting: (() => void)[] = [];
  const under: Promise<void>[] = [];
  const began = performance.now();
  for (let next = 0; next < requests.length; ) {
    const due = Math.min(requests.length, ((performance.now() - began) * perSecond) / 1_000);
    for (; next < due; next += 1) under.push(withFree(requests[next] as Buffer));
    await sleep(TICK_MS);
  }
  await Promise.all(under);

  async function withFree(request: Buffer): Promise<void> {
    while (free.length === 0) await new Promise<void>((freed) => waiting.push(freed));
    const sender = free.pop() as RawSender;
    await sendOne(sender, request);
    free.push(sender);
    waiting.shift()?.();
  }
}

async function sendOne(sender: RawSender, request: Buffer): Promise<void> {
  const status = await sender.send(request);
  if (status !== 200) throw new Error(`answered ${status} in place of 200`);
}

function eventOf(at: number, key: string, places: readonly string[]): Buffer {
  const event_id = at.toString(16).padStart(32, '0');
  const frame = (name: string, filename: string, lineno: number) => ({
    ...{ function: name, filename, lineno },
    ...{ colno: 9, in_app: true },
  });
  const frames = [
    frame('processTicksAndRejections', 'node:internal/process/task_queues', 95),
    frame('handle', '/usr/src/app/node_modules/express/lib/router/layer.js', 95),
    frame(places[at % places.length] as string, '/usr/src/app/src/orders.js', at % 90),
  ];
  const exception = {
    values: [{ type: 'TypeError', value: `order ${at} has no customer`, stacktrace: { frames } }],
  };
  const body = [{ event_id }, { type: 'event' }, { event_id, exception }]
    .map((part) => `${JSON.stringify(part)}\n`)
    .join('');
  return rawRequest('POST', `/api/1/envelope/?sentry_key=${key}`, body);
}
