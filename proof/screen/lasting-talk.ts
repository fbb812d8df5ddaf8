import type { Screened } from '../../domain/ports/screen.ts';
import type { Talk } from './talk.ts';

/** How often the program is started again for one screen: each time costs what the tests cost once. */
const MOST_STARTS = 24;

/** What is noted of a change that ends the program, such as one that takes all memory at once. */
const ENDS_IT: Screened = { outcome: 'hangs', fixed: 0, progress: 0 };

const UNSOUND: Screened = { outcome: 'unsound', fixed: 0, progress: 0 };

interface Run extends Record<string, unknown> {
  kind: 'run';
  changes: unknown[];
}

/**
 * A talk that outlives its program: where a change ends it, the program is started again, and the changes of that order are
 * asked one by one, so that one of them costs itself alone. When it ended too often, nothing is known of further changes.
 * @param first the talk at the start
 * @param restart starts the program anew, with everything that it has to know
 */
export function lastingTalk(first: Talk, restart: () => Promise<Talk>): Talk {
  let current: Promise<Talk> = Promise.resolve(first);
  let starts = 0;
  let closed = false;

  /** Whether there is a program again. Several orders that met the end of one cause one start. */
  async function startedAfter(ended: Promise<Talk>): Promise<boolean> {
    if (closed) return false;
    if (current === ended) {
      if (starts === MOST_STARTS) return false;
      starts += 1;
      current = ended.then((talk) => talk.close()).then(restart);
    }
    return current.then(
      () => true,
      () => false,
    );
  }

  async function ask<Answer>(order: Record<string, unknown>): Promise<Answer> {
    const used = current;
    try {
      return await (await used).ask<Answer>(order);
    } catch {
      const isThere = await startedAfter(used);
      return (isRun(order) ? { results: await resultsAfterEnd(order, isThere) } : { lost: true }) as Answer;
    }
  }

  async function resultsAfterEnd(order: Run, isThere: boolean): Promise<Screened[]> {
    if (order.changes.length === 1) return [ENDS_IT];
    if (!isThere) return order.changes.map(() => UNSOUND);
    const results: Screened[] = [];
    for (const change of order.changes) {
      const answer = await ask<{ results: Screened[] }>({ ...order, changes: [change] });
      results.push(answer.results[0] ?? UNSOUND);
    }
    return results;
  }

  return {
    ask,
    async close() {
      closed = true;
      await current.then(
        (talk) => talk.close(),
        () => {},
      );
    },
  };
}

function isRun(order: Record<string, unknown>): order is Run {
  return order.kind === 'run' && Array.isArray(order.changes);
}
