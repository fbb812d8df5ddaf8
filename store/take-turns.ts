import type { PostgresPool } from 'kysely';
import type pg from 'pg';

/**
 * Callers of a pool line up for its connections, and wait for as long as the line moves: a storm on a slow machine is
 * no outage. The pool's own time limit cannot tell the two apart, since it counts from when a caller joined the line.
 * @param width the most connections at a time
 * @param patienceMs how long the line may stand still until those in it give up, as after a time limit of the pool
 */
export function takeTurns(
  pool: Pick<pg.Pool, 'connect' | 'end'>,
  width: number,
  patienceMs: number,
): PostgresPool {
  const line: { go(): void; giveUp(error: Error): void }[] = [];
  let busy = 0;
  let timer: NodeJS.Timeout | undefined;

  function watch(): void {
    clearTimeout(timer);
    if (line.length > 0) timer = setTimeout(standsStill, patienceMs);
  }

  function standsStill(): void {
    const error = new Error('timeout exceeded when trying to connect: no connection became free');
    for (const waiting of line.splice(0)) waiting.giveUp(error);
  }

  async function enter(): Promise<void> {
    if (busy < width) {
      busy += 1;
      return;
    }
    await new Promise<void>((go, giveUp) => {
      line.push({ go, giveUp });
      if (line.length === 1) watch();
    });
  }

  /** @param served whether there was a connection: that none can be made is no movement */
  function leave(served: boolean): void {
    const next = line.shift();
    if (next) next.go();
    else busy -= 1;
    if (served || line.length === 0) watch();
  }

  return {
    async connect() {
      await enter();
      try {
        const client = await pool.connect();
        const release = client.release.bind(client);
        client.release = (error) => {
          release(error);
          leave(true);
        };
        return client;
      } catch (error) {
        leave(false);
        throw error;
      }
    },
    end: () => pool.end(),
  };
}
