import type { AsyncLocalStorage } from 'node:async_hooks';
import type { AskedSql } from './asked.ts';
import { guardedWith, wrap } from './guarded.ts';
import { askedSql, refuse, type SqlResult, settle } from './settle-sql.ts';
import { addStep, type Requests, type Underway } from './underway.ts';

type Connected = (error: unknown, client: unknown, done: unknown) => unknown;
type Callback = (error: unknown, result?: unknown) => unknown;

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
          (result) => answered(one, step, null, result),
          (error) => answered(one, step, error, null),
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
    answered(one, step, error, result);
    return callback.call(this, error, result);
  };
}

function stepOf(client: object, config: unknown, values: unknown, one: Underway): AskedSql | null {
  const given = config as { text?: unknown; values?: unknown } | string | null;
  const text = typeof given === 'string' ? given : given?.text;
  if (typeof text !== 'string') return null;
  const own = Array.isArray(values) ? values : typeof given === 'object' ? given?.values : null;
  const step = askedSql(text, Array.isArray(own) ? own : [], client);
  return addStep(one, step, text.length) ? step : null;
}

const answered = guardedWith((one: Underway, step: AskedSql, error: unknown, given: unknown): void => {
  if (error) refuse(one, step, error);
  else settle(one, step, (Array.isArray(given) ? given : [given ?? {}]) as SqlResult[]);
});
