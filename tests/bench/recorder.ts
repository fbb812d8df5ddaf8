import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { buildRecorder, startTestSuture } from '../../recorder/testing.ts';
import { frameworkPackages } from '../support/framework-packages.ts';
import { type Figure, median, ratioFigure } from './measure.ts';
import type { Surroundings } from './surroundings.ts';

/** Many short rounds, so that other programs on the machine hit each way alike. */
const ROUNDS = 15;
const CONNECTIONS = 20;
const WARM_UP_S = 3;
const LOAD_S = 2;
/** Share of the bare service's throughput, and of its 99th percentile. */
const LEAST_THROUGHPUT = 0.92;
const MOST_P99 = 1.15;

const SERVICE = `import express from 'express';
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = express();
app.get('/people/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT $1::int AS id, relname AS name FROM pg_class WHERE oid = 1259', [request.params.id]);
  response.json(rows[0]);
});
app.get('/cpu', (request, response) => response.json(process.cpuUsage()));
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

/** What every tool needs that finds the request which code under way works for; nothing is done with it. */
const TRACKING = `import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
const storage = new AsyncLocalStorage();
subscribe('http.server.request.start', () => storage.enterWith({}));
`;

/** The ways to run the service, by what is loaded before it. */
const WAYS = {
  bare: [],
  tracking: ['--import', './tracking.mjs'],
  recorder: ['--import', '../recorder/register.js'],
  sentry: ['--import', './sentry.mjs'],
  opentelemetry: ['--import', '@opentelemetry/auto-instrumentations-node/register'],
};
type Way = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as Way[];

interface Service {
  way: Way;
  child: ChildProcessByStdio<null, Readable, null>;
  /** 0 until it listens. */
  port: number;
}

interface Load {
  requests: number;
  p99: number;
  /** Of all threads of the service for one request, in microseconds: other programs on the machine change it less. */
  cpu: number;
}

/** What the recorder costs a service under load, against the bare service and other tools, in turns of one run. */
export async function benchRecorder({ servers, say }: Surroundings): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'suture-bench-recorder-'));
  const suture = await startTestSuture();
  const services: Service[] = [];
  try {
    const modules = join(await frameworkPackages(), 'node_modules');
    await buildRecorder(join(folder, 'recorder'));
    await execa('mkdir', [join(folder, 'app')]);
    await symlink(modules, join(folder, 'app/node_modules'));
    await writeFile(join(folder, 'app/app.mjs'), SERVICE);
    await writeFile(join(folder, 'app/tracking.mjs'), TRACKING);
    await writeFile(
      join(folder, 'app/sentry.mjs'),
      `import * as Sentry from '@sentry/node'; Sentry.init({ dsn: 'http://key@127.0.0.1:1/1' });`,
    );
    const environment = { DATABASE_URL: servers.databaseUrl, SUTURE_DSN: suture.dsn };
    for (const way of NAMES) services.push(spawnService(way, folder, environment));
    for (const service of services) service.port = await portOf(service.child.stdout);
    const loader = join(modules, '.bin/autocannon');
    for (const service of services) await loadOf(service, loader, WARM_UP_S);
    const rounds: Record<Way, Load>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const loads = {} as Record<Way, Load>;
      // Each round begins with another one.
      for (const at of services.keys()) {
        const service = services[(at + round) % services.length] as Service;
        loads[service.way] = await loadOf(service, loader, LOAD_S);
      }
      rounds.push(loads);
      say(`  ${NAMES.map((way) => `${way} ${lineOf(loads[way])}`).join(', ')}`);
    }
    return figuresOf(rounds);
  } finally {
    for (const { child } of services) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    await suture.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function figuresOf(rounds: Record<Way, Load>[]): Figure[] {
  const share = (way: Way) => median(rounds.map((loads) => loads[way].requests / loads.bare.requests));
  const cpu = (way: Way) => median(rounds.map((loads) => loads[way].cpu / loads.bare.cpu)).toFixed(3);
  const own = share('recorder');
  const others = (['sentry', 'opentelemetry'] as const).map((way): Figure => {
    const theirs = share(way);
    return {
      what: `recorder: throughput against ${way}`,
      measured: `${own.toFixed(3)} against ${theirs.toFixed(3)} of the bare service`,
      bound: 'above',
      holds: own > theirs,
    };
  });
  const p99 = median(rounds.map(({ recorder, bare }) => recorder.p99 / bare.p99));
  return [
    {
      what: 'recorder: throughput of the bare service',
      measured: `${own.toFixed(3)} (${ROUNDS} rounds of ${LOAD_S} s)`,
      bound: `at least ${LEAST_THROUGHPUT}`,
      holds: own >= LEAST_THROUGHPUT,
    },
    ...others,
    {
      what: 'recorder: CPU for a request of the bare service',
      measured: `${cpu('recorder')}; tracking alone ${cpu('tracking')}, sentry ${cpu('sentry')}, opentelemetry ${cpu('opentelemetry')}`,
      bound: 'shown',
      holds: true,
    },
    ratioFigure('recorder: p99 of the bare service', p99, MOST_P99, `${CONNECTIONS} connections`),
  ];
}

function spawnService(
  way: Way,
  folder: string,
  { DATABASE_URL, SUTURE_DSN }: { DATABASE_URL: string; SUTURE_DSN: string },
): Service {
  const off = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const recorder = way === 'recorder' ? { SUTURE_DSN, SUTURE_SPOOL: join(folder, 'spool') } : {};
  const child = spawn(process.execPath, [...WAYS[way], 'app.mjs'], {
    cwd: join(folder, 'app'),
    env: { PATH: process.env.PATH, DATABASE_URL, ...off, ...recorder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { way, child, port: 0 };
}

async function loadOf({ way, port }: Service, autocannon: string, seconds: number): Promise<Load> {
  const before = await cpuOf(port);
  const url = `http://127.0.0.1:${port}/people/1`;
  const { stdout } = await execa(autocannon, ['-c', `${CONNECTIONS}`, '-d', `${seconds}`, '-j', url]);
  const { requests, latency, duration, non2xx } = JSON.parse(stdout) as {
    requests: { total: number };
    latency: { p99: number };
    duration: number;
    non2xx: number;
  };
  if (non2xx > 0) throw new Error(`${non2xx} requests of ${way} failed.`);
  const cpu = ((await cpuOf(port)) - before) / requests.total;
  return { requests: requests.total / duration, p99: latency.p99, cpu };
}

function lineOf({ requests, p99, cpu }: Load): string {
  return `${Math.round(requests)}/s p99 ${p99} ms CPU ${Math.round(cpu)} µs`;
}

/** CPU time of the service so far, in microseconds. */
async function cpuOf(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/cpu`);
  const { user, system } = (await response.json()) as NodeJS.CpuUsage;
  return user + system;
}

/** The first line that is a number; OpenTelemetry says other things before. */
async function portOf(output: NodeJS.ReadableStream): Promise<number> {
  let text = '';
  for await (const chunk of output) {
    text += String(chunk);
    const port = /^(\d+)$/m.exec(text)?.[1];
    if (port) return Number(port);
  }
  throw new Error(`The service did not start: ${text}`);
}
