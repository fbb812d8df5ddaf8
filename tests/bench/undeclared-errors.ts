import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { attachDemonstration, KEY } from './attach.ts';
import { openSender, type RawSender, rawRequest } from './clients/raw-sender.ts';
import { startClients } from './clients/start-clients.ts';
import { createDatabase } from './database.ts';
import { type Figure, median, quantile, ratioFigure, timed } from './measure.ts';
import { type RunningApp, startApp } from './start-app.ts';
import type { Surroundings } from './surroundings.ts';

const EVENTS = 10_000;
const WARM_UP = 2_000;
/** Where they were thrown: three faults. */
const PLACES = ['charge', 'refund', 'ship'];
/** Events a second, on two cores that also send them. */
const LEAST = 2_000;
/** What another route takes beside a storm at that rate, against an idle app. */
const MOST = 1.1;
/** Rounds of an idle app and one in a storm, in turns, each this long, in milliseconds. */
const ROUNDS = 5;
const ROUND_MS = 3_000;
/** A person's page asks this often, in milliseconds. */
const LOOK_MS = 50;
const FILES = ['src/orders.js'];
const OTHER = rawRequest('GET', '/developer/incidents/api/data');

/** How many events of Sentry's SDK the app takes in a storm, whether it counts each, and what another route pays for it. */
export async function benchUndeclaredErrors(around: Surroundings): Promise<Figure[]> {
  const database = await createDatabase(around.servers.databaseUrl);
  const app = await startApp(around, database.url, { INTAKE_EVENTS_PER_SECOND: '1000000' });
  // What shares only the machine with the app that is looked at: what it costs is no matter of the app.
  const elsewhere = await createDatabase(around.servers.databaseUrl);
  const other = await startApp(around, elsewhere.url, { INTAKE_EVENTS_PER_SECOND: '1000000' });
  const clients = startClients(around.root);
  const looker = await openSender(app.url);
  try {
    for (const { url } of [database, elsewhere]) await attachDemonstration(url, { faults: [] }, FILES);
    const sent = new Map<RunningApp, number>();
    const send = async (to: RunningApp, count: number, perSecond: number | null) => {
      const from = sent.get(to) ?? 0;
      sent.set(to, from + count);
      const order = { url: to.url, key: KEY, places: PLACES, from, count, perSecond };
      return (await clients.tell({ do: 'send', ...order })).ms as number;
    };
    const beside = async (to: RunningApp) => {
      const storm = send(to, (LEAST * ROUND_MS) / 1_000, LEAST);
      const [taken] = await Promise.all([look(looker, ROUND_MS), storm]);
      return taken;
    };

    for (const each of [app, other]) await send(each, WARM_UP, null);
    const perSecond = (EVENTS / (await send(app, EVENTS, null))) * 1_000;

    const idle: number[] = [];
    const busy: number[] = [];
    const ratios: number[] = [];
    const own: number[] = [];
    await look(looker, ROUND_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await look(looker, ROUND_MS);
      const during = await beside(app);
      const apart = await beside(other);
      idle.push(...before);
      busy.push(...during);
      ratios.push(median(during) / median(before));
      own.push(median(during) / median(apart));
    }
    const counted = await countsOf(database.url);
    const due = sent.get(app) ?? 0;
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
        measured: `${number(all)} of ${number(due)}, in ${counted.length}`,
        bound: `all, in ${PLACES.length}`,
        holds: all === due && counted.length === PLACES.length,
      },
      ratioFigure(
        `another route beside ${number(LEAST)} events a second, against an idle app`,
        median(ratios),
        MOST,
        `idle ${times(idle)}; storm ${times(busy)}`,
      ),
      ratioFigure(
        'the same route, against the same storm at another app on the same machine',
        median(own),
        MOST,
        'what is left are the two cores, which all programs share',
      ),
    ];
  } finally {
    looker.close();
    await Promise.all([clients.stop(), app.stop(), other.stop()]);
    await Promise.all([database.drop(), elsewhere.drop()]);
  }
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
