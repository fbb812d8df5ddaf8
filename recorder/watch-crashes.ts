import { guarded, wrap } from './guarded.ts';
import type { LivingMark } from './mark-living.ts';
import { noteError, type Requests } from './underway.ts';
import type { Failures } from './watch-failures.ts';

/**
 * Keeps the request of an error that nobody caught, before the process ends.
 * @param living the mark of this process; null: it serves nothing yet
 */
export function watchCrashes(requests: Requests, failures: Failures, living: () => LivingMark | null): void {
  const { storage, underway } = requests;
  process.on('uncaughtExceptionMonitor', (error) => {
    guarded(() => {
      // A crash after the answer still belongs to the request that began the work.
      failures.crashed(requests.left ?? storage.getStore() ?? [...underway].at(-1) ?? null, error);
    });
  });
  // A service with a listener of its own lives on, and the monitor is silent.
  wrap(process, 'emit', (emit) => {
    return function (this: unknown, ...given: unknown[]) {
      guarded(() => living()?.saw(given[0]));
      if (given[0] === 'unhandledRejection') guarded(() => noteError(storage.getStore(), 'thrown', given[1]));
      return emit.apply(this, given);
    };
  });
  process.on('exit', () => guarded(failures.drain));
}
