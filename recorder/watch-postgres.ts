import type { AskedSql, SqlField } from './asked.ts';
import { guardedWith } from './guarded.ts';
import { clientWith, type Postgres, type PostgresOptions } from './postgres-client.ts';
import { askedSql, refuse, type SqlResult, settle } from './settle-sql.ts';
import { addStep, noteError, type Requests, type Underway } from './underway.ts';

/** Where the text of postgres.js calls back, see `tell-of-statements.ts`. */
const POSTGRES = 'suture-recorder.postgres';

/** A statement of postgres.js, as far as it is used here. */
interface Query {
  /** Written as a template, by which its place is known: it is sent later, when somebody waits for it. */
  tagged: boolean;
  origin: string;
  executed: boolean;
  /** The function that sends it. */
  handler: { name: string };
  /** Its rows are wanted as they came, in bytes. */
  isRaw: boolean | 'values';
  /** Known once it is sent. */
  string?: string;
  parameters?: unknown[];
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

interface Result extends Array<unknown> {
  command: string | null;
  count: number | null;
  columns: { name: string; table: number; number: number; type: number }[] | null;
}

/** A statement of a request: first it waits for a connection, then it is sent. */
interface Asking {
  one: Underway;
  step: AskedSql | null;
  waits: boolean;
}

/** Records the statements of postgres.js, whichever library above it sends them. */
export function watchPostgres({ storage }: Requests): void {
  const asking = new WeakMap<Query, Asking>();
  let postgres: Postgres | undefined;

  const asked = guardedWith((query: Query) => {
    // The library asks for the types of a new connection itself, straight from the connection.
    if (query.executed || query.handler.name === 'execute') return;
    const one = storage.getStore();
    if (!one || one.reported) return;
    const { resolve, reject } = query;
    const ask: Asking = { one, step: null, waits: true };
    asking.set(query, ask);
    one.waits += 1;
    query.resolve = (result) => {
      kept(query, ask, result);
      return resolve(result);
    };
    query.reject = (error) => {
      refused(ask, error);
      return reject(error);
    };
  });
  const sent = guardedWith((query: Query, options: PostgresOptions) => {
    const ask = asking.get(query);
    if (!ask) return;
    stopWaiting(ask);
    const { string = '', parameters = [] } = query;
    // `askedSql` copies the values: they are written over by what goes over the wire.
    const step = askedSql(string, parameters, postgres ? clientWith(postgres, options) : {});
    if (ask.step || !addStep(ask.one, step, string.length)) return;
    if (query.tagged && query.origin) step.place = { stack: query.origin };
    ask.step = step;
  });
  const loaded = (module: Postgres) => {
    postgres = module;
  };
  Object.defineProperty(globalThis, Symbol.for(POSTGRES), { value: { loaded, asked, sent } });
}

const kept = guardedWith((query: Query, ask: Asking, result: unknown) => {
  stopWaiting(ask);
  if (ask.step) settle(ask.one, ask.step, resultsOf(result, query));
});

const refused = guardedWith((ask: Asking, error: unknown) => {
  stopWaiting(ask);
  if (ask.step) refuse(ask.one, ask.step, error);
  else noteError(ask.one, 'refused', error);
});

function stopWaiting(ask: Asking): void {
  if (ask.waits) ask.one.waits -= 1;
  ask.waits = false;
}

/** @param given a result, one for each of several statements, or what a statement is that was only described */
function resultsOf(given: unknown, { isRaw }: Query): SqlResult[] {
  if (!Array.isArray(given)) return [];
  const results = ('command' in given ? [given] : given) as Result[];
  return results.map((rows) => ({
    command: rows.command,
    rowCount: rows.count,
    fields: (rows.columns ?? []).map(fieldOf),
    rows: isRaw === true ? (rows as unknown[][]).map(textsOf) : rows,
  }));
}

function fieldOf({ name, table, number, type }: NonNullable<Result['columns']>[number]): SqlField {
  return { name, tableID: table, columnID: number, dataTypeID: type };
}

function textsOf(row: readonly unknown[]): unknown[] {
  return row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value));
}
