import type { AskedSql } from './asked.ts';
import { guarded, guardedWith, wrap } from './guarded.ts';
import { leadBack, placeStatements } from './patch-pool.ts';
import { askedSql, refuse, type SqlResult, settle } from './settle-sql.ts';
import { addStep, callBack, type Requests, type Underway } from './underway.ts';

type Callback = (this: unknown, error: unknown, rows?: unknown, fields?: unknown) => unknown;

/** A statement as an object: of a person, or of the pool, which has its callback in it. */
interface Command {
  sql?: unknown;
  values?: unknown;
  onResult?: Callback;
}

/** The methods of a connection and of a pool that take a statement. */
const STATEMENTS = ['query', 'execute'];

/** Records the statements of `mysql2`: they are shown with the failure, and no sandbox replays them. */
export function patchMysql(loaded: unknown, requests: Requests): void {
  const { storage } = requests;
  const { prototype } = loaded as { prototype?: object };
  for (const name of STATEMENTS) {
    wrap(prototype, name, (send) => {
      return function ask(this: unknown, ...given: unknown[]) {
        const one = storage.getStore();
        if (!one || one.reported) return send.apply(this, given);
        guarded(() => {
          const step = stepOf(given, one);
          if (step) listen(given, requests, one, step);
        });
        return send.apply(this, given);
      };
    });
  }
}

export function patchMysqlPool(loaded: unknown, requests: Requests): void {
  const { storage } = requests;
  const { prototype } = loaded as { prototype?: object };
  placeStatements(prototype, STATEMENTS, storage, textOf);
  wrap(prototype, 'getConnection', (connect) => {
    return function (this: unknown, callback: unknown) {
      const one = storage.getStore();
      if (!one || typeof callback !== 'function') return connect.call(this, callback);
      return connect.call(this, leadBack(requests, one, callback as Callback));
    };
  });
}

function stepOf([command, values]: unknown[], one: Underway): AskedSql | null {
  const text = textOf(command);
  if (text === null) return null;
  const own = Array.isArray(values) ? values : (command as Command).values;
  // Names of placeholders come with an object of values.
  const listed = Array.isArray(own) ? own : typeof own === 'object' && own !== null ? Object.values(own) : [];
  const step = { ...askedSql(text, listed, {}), database: 'mysql' as const };
  return addStep(one, step, text.length) ? step : null;
}

/** Of a statement as it is handed over: a text, or an object that has it. */
function textOf(command: unknown): string | null {
  const text = typeof command === 'string' ? command : (command as Command | null)?.sql;
  return typeof text === 'string' ? text : null;
}

/** Puts itself before the callback, wherever it is; what is read as a stream has none, and its rows are not seen. */
function listen(given: unknown[], requests: Requests, one: Underway, step: AskedSql): void {
  const around = (callback: Callback): Callback =>
    function (this: unknown, error, rows, fields) {
      answered(one, step, error, rows, fields);
      return callBack(requests, one, () => callback.call(this, error, rows, fields));
    };
  const at = given.findIndex((each) => typeof each === 'function');
  const command = given[0] as Command;
  if (at >= 0) given[at] = around(given[at] as Callback);
  else if (typeof command.onResult === 'function') command.onResult = around(command.onResult);
}

/** What a statement gave that returns no rows. */
interface Header {
  affectedRows?: number;
}

const answered = guardedWith(
  (one: Underway, step: AskedSql, error: unknown, rows: unknown, fields: unknown): void => {
    if (error) refuse(one, step, error);
    else settle(one, step, [resultOf(step.text, rows, fields)]);
  },
);

function resultOf(text: string, rows: unknown, fields: unknown): SqlResult {
  const command = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? null;
  if (!Array.isArray(rows) || !Array.isArray(fields)) {
    return { command, rowCount: (rows as Header | null)?.affectedRows ?? null };
  }
  const known = (fields as ({ name?: string } | undefined)[]).map((field) => ({
    name: field?.name ?? '',
    ...{ tableID: 0, columnID: 0, dataTypeID: 0 },
  }));
  return { command, rowCount: rows.length, fields: known, rows };
}
