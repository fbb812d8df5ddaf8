import { mock } from 'node:test';

/**
 * Runs work whose own waits (`setTimeout`) pass in little real time, while the network stays real.
 * @returns how the work settled
 */
export async function withFastWaits<T>(work: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    let settled: PromiseSettledResult<T> | undefined;
    void Promise.allSettled([work()]).then(([outcome]) => {
      settled = outcome;
    });
    while (!settled) {
      await new Promise((resolve) => setImmediate(resolve));
      // Small steps leave the network room to answer, so that no limit of a call expires.
      mock.timers.tick(5);
    }
    return settled;
  } finally {
    mock.timers.reset();
  }
}
