import type { AskedSql } from './asked.ts';
import { guardedWith, wrap } from './guarded.ts';
import { leadBack, placeStatements } from './patch-pool.ts';
import { askedSql, refuse, type SqlResult, settle } from './settle-sql.ts';
import { addStep, callBack, type Requests, type Underway } from './underway.ts';

type Callback = (error: unknown, result?: unknown) => unknown;

/** Records the statements of `pg`, whichever library above it sends them. */
export function patchPg(loaded: unknown, requests: Requests): void {
  const { storage } = requests;
  const { Client, Pool } = loaded as { Client?: { prototype: object }; Pool?: { prototype: object } };
  wrap(Client?.prototype, 'query', (query) => {
    return function (this: unknown, config: unknown, values: unknown, callback: unknown) {
      const one = storage.getStore();
      const step = one && !one.reported ? stepOf(this as object, config, values, one) : null;
      if (!one || !step) return query.call(this, config, values, callback);
      if (typeof values === 'function')
        return query.call(this, config, around(values as Callback, requests, one, step));
      if (typeof callback === 'function') {
        return query.call(this, config, values, around(callback as Callback, requests, one, step));
      }
      const asked = query.call(this, config, values, callback);
      if (asked instanceof Promise || typeof (asked as PromiseLike<unknown>)?.then === 'function') {
        (asked as Promise<unknown>).then(
          (result) => answered(one, step, null, result),
          (error) => answered(one, step, error, null),
        );
      }
      return asked;
    };
  });
  patchPool(Pool?.prototype, requests);
}

/** Of `pg`, and of a pool that is a package of its own. */
export function patchPool(prototype: unknown, requests: Requests): void {
  const { storage } = requests;
  placeStatements(prototype, ['query'], storage, textOf);
  wrap(prototype, 'connect', (connect) => {
    return function (this: unknown, callback: unknown) {
      const one = storage.getStore();
      if (!one) return connect.call(this, callback);
      if (typeof callback === 'function') {
        return connect.call(this, leadBack(requests, one, callback as Parameters<typeof leadBack>[2]));
      }
      one.waits += 1;
      const waiting = connect.call(this) as Promise<unknown>;
      const arrived = () => {
        one.waits -= 1;
      };
      waiting.then(arrived, arrived);
      return waiting;
    };
  });
}

function around(callback: Callback, requests: Requests, one: Underway, step: AskedSql): Callback {
  return function (this: unknown, error, result) {
    answered(one, step, error, result);
    return callBack(requests, one, () => callback.call(this, error, result));
  };
}

function stepOf(client: object, config: unknown, values: unknown, one: Underway): AskedSql | null {
  const text = textOf(config);
  if (text === null) return null;
  const own = Array.isArray(values) ? values : (config as { values?: unknown }).values;
  const step = askedSql(text, Array.isArray(own) ? own : [], client);
  return addStep(one, step, text.length) ? step : null;
}

/** Of a statement as it is handed over: a text, or an object that has it. */
function textOf(config: unknown): string | null {
  const text = typeof config === 'string' ? config : (config as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : null;
}

const answered = guardedWith((one: Underway, step: AskedSql, error: unknown, given: unknown): void => {
  if (error) refuse(one, step, error);
  else settle(one, step, (Array.isArray(given) ? given : [given ?? {}]) as SqlResult[]);
});
