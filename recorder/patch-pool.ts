import type { AsyncLocalStorage } from 'node:async_hooks';
import { guarded, wrap } from './guarded.ts';
import { placeOfStep } from './route-places.ts';
import { callBack, type Requests, type Underway } from './underway.ts';

type Storage = AsyncLocalStorage<Underway | undefined>;
type Callback = (this: unknown, ...arrived: unknown[]) => unknown;

/**
 * A pool sends a statement when the code that asked is gone from the stack, so the place is kept before.
 * @param names of the methods that take a statement
 * @param textOf the text of what they are given; null: it is no statement
 */
export function placeStatements(
  prototype: unknown,
  names: readonly string[],
  storage: Storage,
  textOf: (given: unknown) => string | null,
): void {
  for (const name of names) {
    wrap(prototype, name, (send) => {
      return function ask(this: unknown, ...given: unknown[]) {
        const one = storage.getStore();
        const text = one && !one.reported ? textOf(given[0]) : null;
        if (!one || text === null) return send.apply(this, given);
        guarded(() => {
          one.asking = placeOfStep(one.places, one.steps.length, text, ask);
        });
        try {
          return send.apply(this, given);
        } finally {
          one.asking = null;
        }
      };
    });
  }
}

/** A pool calls back in the context of the request that gave a connection back: leads it to the one that waited. */
export function leadBack(requests: Requests, one: Underway, callback: Callback): Callback {
  const { asking } = one;
  one.waits += 1;
  return (...arrived) => {
    one.waits -= 1;
    one.asking = asking;
    try {
      return callBack(requests, one, () => callback(...arrived));
    } finally {
      one.asking = null;
    }
  };
}
