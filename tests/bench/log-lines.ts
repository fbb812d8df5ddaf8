import { ingestEvents } from '../../app/intake/ingest-events.ts';
import type { LogEvent } from '../../app/intake/subscription-record.ts';
import { createStore } from '../../store/create-store.ts';
import { demonstration } from '../support/demonstration.ts';
import { createDatabase } from './database.ts';
import { type Figure, ratioFigure, timed } from './measure.ts';
import type { Surroundings } from './surroundings.ts';

/** A megabyte of lines, as CloudWatch Logs puts into one record at most. */
const LINES = 11_000;
/** A line for itself costs a transaction; enough of them for a stable figure. */
const SINGLE = 500;
/** The time of a line in a batch, against that of a line for itself. */
const MOST = 0.2;

/** What a line from CloudWatch costs among many, against what it costs alone. */
export async function benchLogLines({ servers }: Surroundings): Promise<Figure[]> {
  const database = await createDatabase(servers.databaseUrl);
  const store = createStore({ databaseUrl: database.url });
  const services = [{ ...demonstration(), problem: null, attachedAt: new Date() }];
  try {
    const ingest = (events: LogEvent[]) => ingestEvents({ store, services, accept: async () => [] }, events);
    await ingest(lines(SINGLE, 'warm-up'));
    const [alone] = await timed(async () => {
      for (const event of lines(SINGLE, 'alone')) await ingest([event]);
    });
    const [together, { accepted }] = await timed(() => ingest(lines(LINES, 'together')));
    if (accepted !== LINES) throw new Error(`${accepted} of ${LINES} lines were counted`);
    const perSecond = (count: number, ms: number) => Math.round((count / ms) * 1_000).toLocaleString('en-US');
    const detail = `${perSecond(LINES, together)} lines a second in batches, ${perSecond(SINGLE, alone)} one by one`;
    const ratio = together / LINES / (alone / SINGLE);
    return [ratioFigure('the intake: a log line in a batch against one by itself', ratio, MOST, detail)];
  } finally {
    await store.close();
    await database.drop();
  }
}

function lines(count: number, stream: string): LogEvent[] {
  const message = 'FAULT_DB_TIMEOUT route=/test-fault/db-timeout reason=statement_timeout latency=5.51';
  return Array.from({ length: count }, (_, index) => ({
    id: `${stream}/${index}`,
    at: new Date(),
    message,
    group: '',
  }));
}
