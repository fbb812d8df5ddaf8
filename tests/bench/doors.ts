import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { attachDemonstration, KEY } from './attach.ts';
import { createDatabase } from './database.ts';
import { type Figure, median, quantile } from './measure.ts';
import { startApp } from './start-app.ts';
import type { Surroundings } from './surroundings.ts';

/** Reports that each door and the bare route answer, in turns, after those that do not count. */
const TURNS = 500;
const WARM_UP = 50;
/**
 * A door's median against that of a route which reads the same body and answers. A report is kept by a transaction of PostgreSQL before
 * it is answered, which a bare route has not.
 */
const MOST = 12;

/** A route of Hono that reads the body as JSON or text, and does nothing with it. */
const BARE = `import { Hono } from 'hono';
import { serve } from '@hono/node-server';
const app = new Hono();
app.post('/bare', async (c) => c.json({ length: (await c.req.text()).length }));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port));`;

const STACK = ['TypeError: order 17 has no customer', '    at charge (/app/src/orders.js:12:9)'].join('\n');
const TYPE = { 'content-type': 'application/json' };
const BEARER = { ...TYPE, authorization: `Bearer ${KEY}` };

interface Door {
  path: string;
  headers: Record<string, string>;
  /** Each report is another one. */
  body(service: string): string;
}

const DOORS: Record<string, Door> = {
  recorder: {
    path: '/ingest/recordings',
    headers: BEARER,
    body: (service) =>
      JSON.stringify({
        ...{
          service,
          key: randomUUID(),
          route: '/orders/:id',
          reason: 'status_500',
          logLine: '',
          latencyMs: 20,
        },
        ...{ errorClass: 'TypeError', message: 'order 17 has no customer', stack: STACK, status: 500 },
        ...{ at: new Date().toISOString(), request: { method: 'POST', path: '/orders/17' } },
      }),
  },
  sentry: {
    path: `/api/1/envelope/?sentry_key=${KEY}`,
    headers: {},
    body() {
      const event_id = randomUUID().replaceAll('-', '');
      const frames = [
        { function: 'charge', filename: '/app/src/orders.js', lineno: 12, colno: 9, in_app: true },
      ];
      const value = { type: 'TypeError', value: 'order 17 has no customer', stacktrace: { frames } };
      const event = { event_id, transaction: 'POST /orders/:id', exception: { values: [value] } };
      return `${JSON.stringify({ event_id })}\n{"type":"event"}\n${JSON.stringify(event)}\n`;
    },
  },
  otlp: {
    path: `/ingest/otlp/${KEY}/v1/logs`,
    headers: TYPE,
    body() {
      const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
      const attributes = [
        attribute('exception.type', 'TypeError'),
        attribute('exception.message', 'order 17 has no customer'),
        attribute('exception.stacktrace', STACK),
      ];
      const ids = { traceId: randomUUID().replaceAll('-', ''), spanId: randomUUID().slice(0, 8).repeat(2) };
      const record = { ...ids, severityNumber: 17, timeUnixNano: `${Date.now()}000000`, attributes };
      return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
    },
  },
  webhook: {
    path: '/ingest/errors',
    headers: BEARER,
    body: () =>
      JSON.stringify({ errors: [{ id: randomUUID(), message: 'order 17 has no customer', stack: STACK }] }),
  },
};

/** How long a sender of reports waits for each door, beside a route of the same framework that does nothing. */
export async function benchDoors(around: Surroundings): Promise<Figure[]> {
  const { servers, root, say } = around;
  const database = await createDatabase(servers.databaseUrl);
  const app = await startApp(around, database.url);
  const bare = spawn(process.execPath, ['--input-type=module', '--eval', BARE], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const agent = new Agent({ keepAlive: true });
  try {
    const [line] = (await once(bare.stdout.setEncoding('utf8'), 'data')) as [string];
    const service = await attachDemonstration(database.url, { faults: [] }, ['src/orders.js']);
    const times: Record<string, { bare: number[]; door: number[] }> = {};
    for (const [name, door] of Object.entries(DOORS)) {
      const own = { bare: [] as number[], door: [] as number[] };
      times[name] = own;
      for (let turn = -WARM_UP; turn < TURNS; turn += 1) {
        const body = door.body(service);
        const ofBare = await post(`http://127.0.0.1:${line.trim()}/bare`, door.headers, body, agent);
        const ofDoor = await post(app.url + door.path, door.headers, body, agent);
        if (turn < 0) continue;
        own.bare.push(ofBare);
        own.door.push(ofDoor);
      }
      say(`  ${name}: ${lineOf(own.door)}, bare ${lineOf(own.bare)}`);
    }
    return Object.entries(times).map(([name, own]) => figureOf(name, own));
  } finally {
    agent.destroy();
    await end(bare);
    await app.stop();
    await database.drop();
  }
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const lineOf = (times: number[]) =>
  `p50 ${median(times).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms`;

function figureOf(name: string, { bare, door }: { bare: number[]; door: number[] }): Figure {
  const ratio = median(door) / median(bare);
  const last = quantile(door, 0.99) / quantile(bare, 0.99);
  return {
    what: `the door of ${name}: its answer against a bare route, p50 and p99`,
    measured: `${ratio.toFixed(2)} and ${last.toFixed(2)} (${lineOf(door)}; bare ${lineOf(bare)})`,
    bound: `p50 at most ${MOST}`,
    holds: ratio <= MOST,
  };
}

/** @returns the time until the whole answer was there, in milliseconds */
function post(url: string, headers: Record<string, string>, body: string, agent: Agent): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      const { statusCode = 0 } = answer;
      answer.resume().on('end', () => {
        if (statusCode >= 200 && statusCode < 300) resolve(performance.now() - began);
        else reject(new Error(`${url} answered ${statusCode}.`));
      });
    });
    sent.on('error', reject).end(body);
  });
}
