import type { AsyncLocalStorage } from 'node:async_hooks';
import type { AskedSql, SqlField } from './asked.ts';
import { guardedWith, wrap } from './guarded.ts';
import { addStep, nameCut, noteError, type Requests, type Underway } from './underway.ts';

/** Rows that are kept of one statement. */
const MOST_ROWS = 200;
/** What a value of a row counts for against the bound of a request, in characters. */
const CHARACTERS_A_VALUE = 40;

type Connected = (error: unknown, client: unknown, done: unknown) => unknown;
type Callback = (error: unknown, result?: unknown) => unknown;
interface Result {
  command?: string;
  rowCount?: number | null;
  fields?: SqlField[];
  rows?: unknown[];
}

/** Records the statements of `pg`, whichever library above it sends them. */
export function patchPg(loaded: unknown, { storage }: Requests): void {
  const { Client, Pool } = loaded as { Client?: { prototype: object }; Pool?: { prototype: object } };
  wrap(Client?.prototype, 'query', (query) => {
    return function (this: unknown, config: unknown, values: unknown, callback: unknown) {
      const one = storage.getStore();
      const step = one && !one.reported ? stepOf(this as object, config, values, one) : null;
      if (!one || !step) return query.call(this, config, values, callback);
      if (typeof values === 'function')
        return query.call(this, config, around(values as Callback, one, step));
      if (typeof callback === 'function') {
        return query.call(this, config, values, around(callback as Callback, one, step));
      }
      const asked = query.call(this, config, values, callback);
      if (asked instanceof Promise || typeof (asked as PromiseLike<unknown>)?.then === 'function') {
        (asked as Promise<unknown>).then(
          (result) => settle(one, step, null, result),
          (error) => settle(one, step, error, null),
        );
      }
      return asked;
    };
  });
  patchPool(Pool?.prototype, storage);
}

/** A pool calls back in the context of the request that gave a connection back: leads it to the one that waited. */
export function patchPool(prototype: unknown, storage: AsyncLocalStorage<Underway | undefined>): void {
  wrap(prototype, 'connect', (connect) => {
    return function (this: unknown, callback: unknown) {
      const one = storage.getStore();
      if (!one) return connect.call(this, callback);
      one.waits += 1;
      if (typeof callback === 'function') {
        return connect.call(this, (error: unknown, client: unknown, done: unknown) => {
          one.waits -= 1;
          return storage.run(one, callback as Connected, error, client, done);
        });
      }
      const waiting = connect.call(this) as Promise<unknown>;
      const arrived = () => {
        one.waits -= 1;
      };
      waiting.then(arrived, arrived);
      return waiting;
    };
  });
}

function around(callback: Callback, one: Underway, step: AskedSql): Callback {
  return function (this: unknown, error, result) {
    settle(one, step, error, result);
    return callback.call(this, error, result);
  };
}

function stepOf(client: object, config: unknown, values: unknown, one: Underway): AskedSql | null {
  const given = config as { text?: unknown; values?: unknown } | string | null;
  const text = typeof given === 'string' ? given : given?.text;
  if (typeof text !== 'string') return null;
  const own = Array.isArray(values) ? values : typeof given === 'object' ? given?.values : null;
  const step: AskedSql = {
    kind: 'sql',
    started: performance.now(),
    ended: null,
    text,
    values: Array.isArray(own) ? own.slice() : [],
    command: null,
    rowCount: null,
    fields: [],
    rows: [],
    error: null,
    client,
  };
  return addStep(one, step, text.length) ? step : null;
}

const settle = guardedWith((one: Underway, step: AskedSql, error: unknown, given: unknown): void => {
  step.ended = performance.now();
  if (error) {
    step.error = error;
    noteError(one, 'refused', error);
    return;
  }
  // Several statements in one text: the last one with rows.
  const result = Array.isArray(given) ? lastWithRows(given) : (given as Result | undefined);
  if (!result) return;
  const { rows = [], fields = [] } = result;
  step.command = result.command ?? null;
  step.rowCount = result.rowCount ?? null;
  step.fields = fields;
  if (rows.length === 0) return;
  const fit = Math.floor(one.room / (CHARACTERS_A_VALUE * Math.max(fields.length, 1)));
  const most = Math.min(rows.length, MOST_ROWS, fit);
  if (most < rows.length) nameCut(one, 'rows');
  one.room -= most * fields.length * CHARACTERS_A_VALUE;
  const kept: unknown[][] = new Array(most);
  for (let at = 0; at < most; at += 1) kept[at] = valuesOf(rows[at], fields);
  step.rows = kept;
});

function lastWithRows(results: readonly Result[]): Result | undefined {
  return results.findLast(({ rows }) => rows && rows.length > 0) ?? results.at(-1);
}

/** A copy, since programs change rows in place; as a list, since a copy of an object takes ten times as long. */
function valuesOf(row: unknown, fields: readonly SqlField[]): unknown[] {
  // Some libraries ask for rows as lists.
  if (Array.isArray(row)) return row.slice();
  const values: unknown[] = new Array(fields.length);
  for (let at = 0; at < fields.length; at += 1) {
    values[at] = (row as Record<string, unknown>)[(fields[at] as SqlField).name];
  }
  return values;
}
