import { Agent, request } from 'node:http';
import { createStore } from '../../store/create-store.ts';
import { demonstration } from '../support/demonstration.ts';
import { createDatabase } from './database.ts';
import { type Figure, median, ratioFigure, timed } from './measure.ts';
import { startApp } from './start-app.ts';
import type { Surroundings } from './surroundings.ts';

const EVENTS = 10_000;
/** Where they were thrown: three faults. */
const PLACES = ['charge', 'refund', 'ship'];
const SENDERS = 64;
/** Events a second, on two cores that also send them. */
const LEAST = 2_000;
/** What another route takes beside the storm, against beside as many requests that are refused by their key. */
const MOST = 1.1;
const KEY = 'key-of-the-benchmark';
const FILES = ['src/orders.js'];

interface Storm {
  seconds: number;
  /** What the other route took meanwhile, in milliseconds, in the middle. */
  besideMs: number;
}

/** How many events of Sentry's SDK the app takes in a storm, and what another route pays for it. */
export async function benchUndeclaredErrors(around: Surroundings): Promise<Figure[]> {
  const database = await createDatabase(around.servers.databaseUrl);
  const store = createStore({ databaseUrl: database.url });
  const app = await startApp(around, database.url, { INTAKE_EVENTS_PER_SECOND: '1000000' });
  try {
    const { definition, definitionCommit, ...attachment } = demonstration();
    await store.attachService(attachment, KEY);
    await store.saveServiceFiles(attachment.name, definitionCommit, FILES);
    await store.saveDefinition(attachment.name, definitionCommit, { ...definition, faults: [] }, null);
    const warmUp = Array.from({ length: 1_000 }, (_, at) => eventOf(at));
    await storm(app.url, KEY, warmUp, 200);
    const bodies = Array.from({ length: EVENTS }, (_, at) => eventOf(warmUp.length + at));
    const refused = await storm(app.url, 'key-of-nobody-at-all', bodies, 403);
    const taken = await storm(app.url, KEY, bodies, 200);
    await store.close();
    const perSecond = EVENTS / taken.seconds;
    const rate = (seconds: number) => Math.round(EVENTS / seconds).toLocaleString('en-US');
    const ms = ({ besideMs }: Storm) => `${besideMs.toFixed(1)} ms`;
    return [
      {
        what: 'errors that nobody declared: events a second',
        measured: `${rate(taken.seconds)} (refused by their key: ${rate(refused.seconds)})`,
        bound: `at least ${LEAST.toLocaleString('en-US')}`,
        holds: perSecond >= LEAST,
      },
      ratioFigure(
        'another route beside the storm, against beside refused requests',
        taken.besideMs / refused.besideMs,
        MOST,
        `${ms(taken)}, ${ms(refused)}`,
      ),
    ];
  } finally {
    await app.stop();
    await database.drop();
  }
}

/** Sends the bodies as envelopes, and asks another route again and again meanwhile. */
async function storm(url: string, key: string, bodies: readonly string[], expected: number): Promise<Storm> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS + 1 });
  const beside: number[] = [];
  let next = 0;
  let done = false;
  const send = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const status = await ask(`${url}/api/1/envelope/?sentry_key=${key}`, agent, body);
      if (status !== expected) throw new Error(`answered ${status} in place of ${expected}`);
    }
  };
  const look = async () => {
    while (!done) {
      const [took, status] = await timed(() => ask(`${url}/developer/incidents?limit=20`, agent));
      if (status !== 200) throw new Error(`the other route answered ${status}`);
      beside.push(took);
    }
  };
  try {
    const looking = look();
    const [ms] = await timed(() => Promise.all(Array.from({ length: SENDERS }, send)));
    done = true;
    await looking;
    return { seconds: ms / 1_000, besideMs: median(beside) };
  } finally {
    done = true;
    agent.destroy();
  }
}

function ask(url: string, agent: Agent, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: body === undefined ? 'GET' : 'POST', agent });
    sent.once('error', reject);
    sent.once('response', (response) => {
      response
        .resume()
        .once('end', () => resolve(response.statusCode ?? 0))
        .once('error', reject);
    });
    sent.end(body);
  });
}

function eventOf(at: number): string {
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
  return [{ event_id }, { type: 'event' }, { event_id, exception }]
    .map((part) => `${JSON.stringify(part)}\n`)
    .join('');
}
