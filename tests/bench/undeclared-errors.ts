import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createStore } from '../../store/create-store.ts';
import { demonstration } from '../support/demonstration.ts';
import { createDatabase } from './database.ts';
import { type Figure, median, quantile, ratioFigure, timed } from './measure.ts';
import { openSender, type RawSender, rawRequest } from './raw-sender.ts';
import { startApp } from './start-app.ts';
import type { Surroundings } from './surroundings.ts';

const EVENTS = 10_000;
/** Where they were thrown: three faults. */
const PLACES = ['charge', 'refund', 'ship'];
const SENDERS = 64;
/** Events a second, on two cores that also send them. */
const LEAST = 2_000;
/** What another route takes beside a storm at that rate, against an idle app. */
const MOST = 1.1;
/** Rounds of an idle app and one in a storm, in turns, each this long, in milliseconds. */
const ROUNDS = 5;
const ROUND_MS = 3_000;
/** A person's page asks this often, in milliseconds. */
const LOOK_MS = 50;
/** The storm of a round sends its events in ticks of this length, in milliseconds. */
const TICK_MS = 5;
const KEY = 'key-of-the-benchmark';
const FILES = ['src/orders.js'];
const OTHER = rawRequest('GET', '/developer/incidents/api/data');

/** How many events of Sentry's SDK the app takes in a storm, whether it counts each, and what another route pays for it. */
export async function benchUndeclaredErrors(around: Surroundings): Promise<Figure[]> {
  const database = await createDatabase(around.servers.databaseUrl);
  const app = await startApp(around, database.url, { INTAKE_EVENTS_PER_SECOND: '1000000' });
  // What shares only the machine with the app that is looked at: what it costs is no matter of the app.
  const elsewhere = await createDatabase(around.servers.databaseUrl);
  const other = await startApp(around, elsewhere.url, { INTAKE_EVENTS_PER_SECOND: '1000000' });
  const openSenders = (url: string) => Promise.all(Array.from({ length: SENDERS }, () => openSender(url)));
  const senders = await openSenders(app.url);
  const others = await openSenders(other.url);
  const looker = await openSender(app.url);
  try {
    for (const { url } of [database, elsewhere]) await attach(url);
    let sent = 0;
    const events = (count: number) => Array.from({ length: count }, () => eventOf(sent++));

    await storm(senders, events(2_000));
    const bodies = events(EVENTS);
    const [ms] = await timed(() => storm(senders, bodies));
    const perSecond = (EVENTS / ms) * 1_000;

    const idle: number[] = [];
    const beside: number[] = [];
    const ratios: number[] = [];
    const own: number[] = [];
    const storming = async (to: RawSender[], requests: Buffer[]) => {
      const [during] = await Promise.all([look(looker, ROUND_MS), steadyStorm(to, requests)]);
      return during;
    };
    const count = (LEAST * ROUND_MS) / 1_000;
    await storm(
      others,
      Array.from({ length: 2_000 }, (_, at) => eventOf(at)),
    );
    await look(looker, ROUND_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await look(looker, ROUND_MS);
      const during = await storming(senders, events(count));
      const apart = await storming(
        others,
        Array.from({ length: count }, (_, at) => eventOf((round + 1) * count + at)),
      );
      idle.push(...before);
      beside.push(...during);
      ratios.push(median(during) / median(before));
      own.push(median(during) / median(apart));
    }
    const counted = await countsOf(database.url);
    const all = counted.reduce((sum, count) => sum + count, 0);
    const number = (value: number) => Math.round(value).toLocaleString('en-US');
    const times = (values: number[]) =>
      `${median(values).toFixed(1)} ms, p95 ${quantile(values, 0.95).toFixed(1)} ms`;
    return [
      {
        what: 'errors that nobody declared: events a second',
        measured: number(perSecond),
        bound: `at least ${number(LEAST)}`,
        holds: perSecond >= LEAST,
      },
      {
        what: 'errors that nobody declared: counted, in incidents',
        measured: `${number(all)} of ${number(sent)}, in ${counted.length}`,
        bound: `all, in ${PLACES.length}`,
        holds: all === sent && counted.length === PLACES.length,
      },
      ratioFigure(
        `another route beside ${number(LEAST)} events a second, against an idle app`,
        median(ratios),
        MOST,
        `idle ${times(idle)}; storm ${times(beside)}`,
      ),
      ratioFigure(
        'the same route, against the same storm at another app on the same machine',
        median(own),
        MOST,
        'what is left are the two cores, which all programs share',
      ),
    ];
  } finally {
    for (const sender of [...senders, ...others, looker]) sender.close();
    await Promise.all([app.stop(), other.stop()]);
    await Promise.all([database.drop(), elsewhere.drop()]);
  }
}

async function attach(databaseUrl: string): Promise<void> {
  const store = createStore({ databaseUrl });
  const { definition, definitionCommit, ...attachment } = demonstration();
  await store.attachService(attachment, KEY);
  await store.saveServiceFiles(attachment.name, definitionCommit, FILES);
  await store.saveDefinition(attachment.name, definitionCommit, { ...definition, faults: [] }, null);
  await store.close();
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
async function steadyStorm(senders: readonly RawSender[], requests: readonly Buffer[]): Promise<void> {
  const free = [...senders];
  const waiting: (() => void)[] = [];
  const under: Promise<void>[] = [];
  const began = performance.now();
  for (let next = 0; next < requests.length; ) {
    const due = Math.min(requests.length, ((performance.now() - began) * LEAST) / 1_000);
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

/** Asks the other route at a steady pace. @returns what each answer took, in milliseconds */
async function look(looker: RawSender, forMs: number): Promise<number[]> {
  const taken: number[] = [];
  for (const until = performance.now() + forMs; performance.now() < until; await sleep(LOOK_MS)) {
    const [ms, status] = await timed(() => looker.send(OTHER));
    if (status !== 200) throw new Error(`the other route answered ${status}`);
    taken.push(ms);
  }
  return taken;
}

/** What the incidents count. */
async function countsOf(url: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ affected: number }>(
      'select affected_requests as affected from incidents',
    );
    return rows.map(({ affected }) => Number(affected));
  } finally {
    await client.end();
  }
}

function eventOf(at: number): Buffer {
  const event_id = at.toString(16).padStart(32, '0');
  const frame = (name: string, filename: string, lineno: number) => ({
    ...{ function: name, filename, lineno },
    ...{ colno: 9, in_app: true },
  });
  const frames = [
    frame('processTicksAndRejections', 'node:internal/process/task_queues', 95),
    frame('handle', '/usr/src/app/node_modules/express/lib/router/layer.js', 95),
    frame(PLACES[at % PLACES.length] as string, '/usr/src/app/src/orders.js', at % 90),
  ];
  const exception = {
    values: [{ type: 'TypeError', value: `order ${at} has no customer`, stacktrace: { frames } }],
  };
  const body = [{ event_id }, { type: 'event' }, { event_id, exception }]
    .map((part) => `${JSON.stringify(part)}\n`)
    .join('');
  return rawRequest('POST', `/api/1/envelope/?sentry_key=${KEY}`, body);
}
