import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRecorder, startTestSuture, type TestSuture } from '../../recorder/testing.ts';
import { anyPort } from '../../stack/ports.ts';
import { type Figure, quantile, ratioFigure } from './measure.ts';
import type { Surroundings } from './surroundings.ts';

/** Failing requests of one run, of more kinds than the recorder tells apart, each with a body. */
const REQUESTS = 10_000;
const KINDS = 300;
const BODY = JSON.stringify({
  items: Array.from({ length: 40 }, (_, id) => ({ id, note: 'as it was asked' })),
});
const CONNECTIONS = 50;
/** The 99th percentile of answers, against that of a run in which Suture answers. */
const MOST_P99 = 1.5;
/** In megabytes: what the recorder may hold on disk, and what the service may hold in memory beyond that run. */
const MOST_SPOOL = 20;
const MOST_MEMORY = 100;
/** Until everything is counted once Suture is back, in milliseconds. */
const LONGEST_WAIT_MS = 120_000;
const LOOK_MS = 250;

const SERVICE = `const http = require('node:http');
const server = http.createServer((request, response) => {
  request.resume().on('end', () => {
    console.error(new TypeError('no price of ' + request.url));
    response.statusCode = 500;
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

const STATES = {
  /** Suture answers. */
  there: 'with Suture there',
  closed: 'with nobody at its port',
  silent: 'with connections that are taken and never answered',
};
type State = keyof typeof STATES;

interface Run {
  p99: number;
  /** The most while it was away, in bytes. */
  memory: number;
  spool: number;
  counted: number;
  /** From its return on until all was counted, in milliseconds. */
  took: number;
  alive: boolean;
}

/** What a service and its recorder hold in a storm of failures while Suture is away, and whether all are counted afterwards. */
export async function benchOutage({ say }: Surroundings): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'suture-bench-outage-'));
  try {
    await buildRecorder(join(folder, 'recorder'));
    await mkdir(join(folder, 'app'));
    await writeFile(join(folder, 'app/app.cjs'), SERVICE);
    const runs = {} as Record<State, Run>;
    for (const state of Object.keys(STATES) as State[]) {
      runs[state] = await run(folder, state);
      say(`  ${STATES[state]}: ${lineOf(runs[state])}`);
    }
    return (['closed', 'silent'] as const).flatMap((state) =>
      figuresOf(STATES[state], runs[state], runs.there),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(folder: string, state: State): Promise<Run> {
  const port = await anyPort();
  let suture: TestSuture | null = state === 'closed' ? null : await startTestSuture(port);
  if (suture && state === 'silent') suture.always = 'silent';
  const spool = join(folder, `spool-${state}`);
  const child = spawn(process.execPath, ['--import', '../recorder/register.js', 'app.cjs'], {
    cwd: join(folder, 'app'),
    env: {
      PATH: process.env.PATH,
      SUTURE_DSN: `http://key@127.0.0.1:${port}/shop`,
      SUTURE_SPOOL: spool,
      SUTURE_GOOD_REQUESTS: 'off',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    let memory = 0;
    let most = 0;
    const looking = setInterval(async () => {
      memory = Math.max(memory, await memoryOf(child));
      most = Math.max(most, await sizeOf(spool));
    }, LOOK_MS);
    const times = await storm(Number(line)).finally(() => clearInterval(looking));
    memory = Math.max(memory, await memoryOf(child));
    most = Math.max(most, await sizeOf(spool));
    suture ??= await startTestSuture(port);
    suture.always = null;
    const since = performance.now();
    while (countedBy(suture) < REQUESTS && performance.now() - since < LONGEST_WAIT_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return {
      p99: quantile(times, 0.99),
      memory,
      spool: most,
      counted: countedBy(suture),
      took: performance.now() - since,
      alive: child.exitCode === null,
    };
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    await suture?.close();
  }
}

function countedBy({ accepted }: TestSuture): number {
  let counted = 0;
  for (const { repeated } of accepted.values()) counted += 1 + repeated;
  return counted;
}

/** @returns the time of each answer, in milliseconds */
async function storm(port: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  let next = 0;
  const sender = async () => {
    for (let at = next++; at < REQUESTS; at = next++) {
      const began = performance.now();
      const kind = (at % KINDS).toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] as string);
      const status = await post(port, `/orders/of-${kind}`, agent);
      if (status !== 500) throw new Error(`The service answered ${status}.`);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender)).finally(() => agent.destroy());
  return times;
}

function post(port: number, path: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, method: 'POST', agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject).end(BODY);
  });
}

/** What a process holds in memory, in bytes. Linux only. */
async function memoryOf({ pid }: ChildProcess): Promise<number> {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const megabytes = (bytes: number) => bytes / 1024 / 1024;

function lineOf({ p99, memory, spool, counted, took }: Run): string {
  return `p99 ${p99.toFixed(1)} ms, ${megabytes(memory).toFixed(0)} MB in memory, ${megabytes(spool).toFixed(2)} MB on disk, ${counted} counted after ${(took / 1000).toFixed(1)} s`;
}

function figuresOf(name: string, away: Run, there: Run): Figure[] {
  const grown = megabytes(away.memory - there.memory);
  return [
    {
      what: `a storm ${name}: failures that are counted afterwards`,
      measured: `${away.counted} of ${REQUESTS} (${(away.took / 1000).toFixed(0)} s after its return)`,
      bound: 'each once',
      holds: away.counted === REQUESTS && away.alive,
    },
    {
      what: `a storm ${name}: on disk`,
      measured: `${megabytes(away.spool).toFixed(2)} MB`,
      bound: `at most ${MOST_SPOOL} MB`,
      holds: megabytes(away.spool) <= MOST_SPOOL,
    },
    {
      what: `a storm ${name}: in memory`,
      measured: `${grown.toFixed(0)} MB more than the ${megabytes(there.memory).toFixed(0)} MB with Suture there`,
      bound: `at most ${MOST_MEMORY} MB more`,
      holds: grown <= MOST_MEMORY,
    },
    ratioFigure(
      `a storm ${name}: p99 of the service's answers`,
      away.p99 / there.p99,
      MOST_P99,
      `${away.p99.toFixed(1)} ms, ${there.p99.toFixed(1)} ms with Suture there`,
    ),
  ];
}
