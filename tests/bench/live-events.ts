import { setInterval as every } from 'node:timers/promises';
import { createRedisLiveEvents } from '../../adapters/live-events/redis.ts';
import { createStore } from '../../store/create-store.ts';
import type { Store } from '../../store/store.ts';
import { attachDemonstration } from './attach.ts';
import type { Heard } from './clients/listen.ts';
import { type ClientProcess, startClients } from './clients/start-clients.ts';
import { createDatabase } from './database.ts';
import { type Figure, mean, median, quantile, ratioFigure } from './measure.ts';
import { startApp } from './start-app.ts';
import { storm } from './storm.ts';
import type { Surroundings } from './surroundings.ts';

const CLIENTS = 1000;
/** With all of them a report may take so many times as long as with none. */
const MOST = 1.1;
/** Phases without and with listeners, in this order: what drifts meets both alike. */
const ROUND = [false, true, true, false];
const ROUNDS = 8;
const WARM_UP_MS = 700;
const PHASE_MS = 2000;
const CONCURRENCY = 4;
/** A row is written to the timeline this often during a storm, in milliseconds: about as often as three heals move. */
const ROW_MS = 250;
const LONGEST_WAIT_MS = 60_000;

interface Phase {
  with: boolean;
  times: number[];
}

/** Whether 1,000 pages hear everything during a storm, and what reports of failing requests have to pay for them. */
export async function benchLiveEvents(around: Surroundings): Promise<Figure[]> {
  const { servers, service, root, say } = around;
  const [fault] = service.faults;
  if (!fault) throw new Error('the service has no fault');
  const database = await createDatabase(servers.databaseUrl);
  const events = createRedisLiveEvents({ url: servers.redisUrl });
  const store = createStore({ databaseUrl: database.url, events, poolSize: 2 });
  const app = await startApp(around, database.url);
  const listeners = startClients(root);
  try {
    const name = await attachDemonstration(database.url);
    const storming = { url: app.url, service: name, fault, concurrency: CONCURRENCY };
    await storm({ ...storming, durationMs: PHASE_MS });
    const incidentId = (await store.listPage({ limit: 1 })).incidents[0]?.id as string;
    const phases: Phase[] = [];
    const heard: Heard[] = [];
    let rows = 0;
    let told = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const listening of ROUND) {
        if (listening) await listeners.tell({ do: 'listen', url: app.url, count: CLIENTS });
        // What coming and going costs is over before it is measured.
        await storm({ ...storming, durationMs: WARM_UP_MS });
        const from = await store.latestSeq();
        const [times] = await Promise.all([
          storm({ ...storming, durationMs: PHASE_MS }),
          writeRows(store, incidentId, `${phases.length}`),
        ]);
        phases.push({ with: listening, times });
        if (!listening) continue;
        const expected = (await store.timelineAfter(from, 10_000)).map(({ seq }) => seq);
        const answer = await hearAll(listeners, expected);
        heard.push(answer.heard);
        rows += expected.length;
        told += answer.events;
        await listeners.tell({ do: 'leave' });
      }
      say(`round ${round + 1} of ${ROUNDS}: ${phases.slice(-ROUND.length).map(show).join('; ')}`);
    }
    return [countFigure(heard, rows, told), latencyFigure(phases)];
  } finally {
    await listeners.stop();
    await app.stop();
    await Promise.all([store.close(), events.close()]);
    await database.drop();
  }
}

/** Rows as another program writes them, such as the worker. */
async function writeRows(store: Store, incidentId: string, phase: string): Promise<void> {
  let left = Math.floor(PHASE_MS / ROW_MS) - 1;
  for await (const _ of every(ROW_MS)) {
    await store.addNote({
      incidentId,
      key: `bench:${phase}:${left}`,
      message: `Row ${left} of phase ${phase}.`,
    });
    left -= 1;
    if (left === 0) return;
  }
}

async function hearAll(listeners: ClientProcess, expected: number[]) {
  const { heard, events } = await listeners.tell({ do: 'hear', expected, waitMs: LONGEST_WAIT_MS });
  if (!heard || events === undefined) throw new Error('the listeners do not say what they heard');
  return { heard, events };
}

function show({ with: listening, times }: Phase): string {
  return `${listening ? `${CLIENTS} listen` : 'nobody'} ${mean(times).toFixed(2)} ms, ${times.length} requests`;
}

function countFigure(heard: Heard[], rows: number, told: number): Figure {
  const sum = (of: keyof Heard) => heard.reduce((total, each) => total + each[of], 0);
  const listened = heard.length * CLIENTS;
  return {
    what: `rows of the timeline that ${CLIENTS} listeners heard in a storm`,
    measured:
      `${rows * CLIENTS - sum('missing')} of ${rows * CLIENTS}, ${sum('surplus')} too many; ` +
      `${sum('complete')} of ${listened} heard all in order (${told} events)`,
    bound: 'each row, once, in order',
    holds: rows > 0 && sum('complete') === listened,
  };
}

/**
 * The middle of the rounds' ratios. In a round the phases with listeners stand between those without, so that a machine that
 * grows busier or calmer meanwhile cancels out.
 */
function latencyFigure(phases: Phase[]): Figure {
  const ratio = (of: (times: number[]) => number) => {
    const rounds = Array.from({ length: phases.length / ROUND.length }, (_, round) =>
      phases.slice(round * ROUND.length, (round + 1) * ROUND.length),
    );
    // The geometric mean of two ratios: four logarithms, halved.
    const logarithms = rounds.map((round) =>
      round.reduce((sum, { with: listening, times }) => sum + (listening ? 1 : -1) * Math.log(of(times)), 0),
    );
    return Math.exp(median(logarithms) / 2);
  };
  const all = (listening: boolean) =>
    median(phases.filter((phase) => phase.with === listening).map(({ times }) => mean(times))).toFixed(2);
  const detail =
    `mean ${all(false)} ms with none, ${all(true)} ms with ${CLIENTS}; median ×${ratio(median).toFixed(3)}, ` +
    `p95 ×${ratio((times) => quantile(times, 0.95)).toFixed(3)}`;
  return ratioFigure('reports of failing requests in a storm', ratio(mean), MOST, detail);
}
