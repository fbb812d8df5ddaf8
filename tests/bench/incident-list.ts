import { ListView, PAGE_SIZE, queryOf } from '../../app/pages/list/list-url.ts';
import { createStore } from '../../store/create-store.ts';
import { createDatabase } from './database.ts';
import { fillIncidents } from './fill-incidents.ts';
import { type Figure, median, ratioFigure, timed } from './measure.ts';
import { startApp } from './start-app.ts';
import type { Surroundings } from './surroundings.ts';

const FEW = 100;
const MANY = 100_000;
/** The first page of many incidents may cost so many times what that of few costs. */
const MOST = 1.5;
const WARM_UP = 40;
const ROUNDS = 200;

interface Side {
  /** One question to the store; the time in milliseconds. */
  ask(): Promise<number>;
  /** The page itself, from the app; the time in milliseconds. */
  load(): Promise<number>;
  close(): Promise<void>;
}

/** What the first page of the list costs with 100,000 incidents, against what it costs with 100. */
export async function benchIncidentList(around: Surroundings): Promise<Figure[]> {
  const sides: Side[] = [];
  try {
    for (const count of [FEW, MANY]) sides.push(await open(around, count));
    const [few, many] = sides as [Side, Side];
    return [
      await compare('the store: first page of the list', few.ask, many.ask),
      await compare('GET /developer/incidents as HTML', few.load, many.load),
    ];
  } finally {
    for (const side of sides) await side.close();
  }
}

async function open(around: Surroundings, count: number): Promise<Side> {
  const { servers, service, say } = around;
  const database = await createDatabase(servers.databaseUrl);
  say(`writing ${count} incidents`);
  await fillIncidents(database.url, service, count);
  const store = createStore({ databaseUrl: database.url });
  const app = await startApp(around, database.url);
  const total = (counts: Record<string, number>) => Object.values(counts).reduce((sum, n) => sum + n, 0);
  return {
    async ask() {
      const [ms, page] = await timed(() => store.listPage(queryOf(ListView.parse({}))));
      if (page.incidents.length !== PAGE_SIZE || total(page.counts) !== count) {
        throw new Error(`the store lists ${page.incidents.length} of ${total(page.counts)} incidents`);
      }
      return ms;
    },
    async load() {
      const [ms, [status, text]] = await timed(async () => {
        const answer = await fetch(`${app.url}/developer/incidents`, { headers: { accept: 'text/html' } });
        return [answer.status, await answer.text()] as const;
      });
      if (status !== 200 || !text.includes('<table')) throw new Error(`the page answers ${status}:\n${text}`);
      return ms;
    },
    async close() {
      await app.stop();
      await store.close();
      await database.drop();
    },
  };
}

/** Takes turns, first one and then the other first, so that other load on the machine affects both alike. */
async function compare(
  what: string,
  few: () => Promise<number>,
  many: () => Promise<number>,
): Promise<Figure> {
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const);
    for (const side of order) {
      const ms = await (side === 'few' ? few() : many());
      if (round >= 0) times[side].push(ms);
    }
  }
  const [one, other] = [median(times.few), median(times.many)];
  const detail = `${one.toFixed(2)} ms of ${FEW}, ${other.toFixed(2)} ms of ${MANY}`;
  return ratioFigure(what, other / one, MOST, detail);
}
