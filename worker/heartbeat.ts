import type { Store } from '../store/store.ts';

/** The pages take a worker for gone after three beats that did not come. */
const BEAT_MS = 5_000;
/** How long Temporal may take to say who polls, in milliseconds. */
const ASK_MS = 3_000;

export interface HeartbeatOptions {
  store: Pick<Store, 'beat'>;
  /** Who beats; unique on all machines. */
  worker: string;
  /** How many poll the task queue, as Temporal sees it. */
  countPollers(signal: AbortSignal): Promise<number>;
  beatMs?: number;
}

/** Reports every few seconds that this worker is alive and whether its task queue is polled, until it is stopped. */
export function startHeartbeat({
  store,
  worker,
  countPollers,
  beatMs = BEAT_MS,
}: HeartbeatOptions): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout;

  async function beat(): Promise<void> {
    let pollers: number | null = null;
    let problem: string | null = null;
    try {
      pollers = await countPollers(AbortSignal.timeout(ASK_MS));
    } catch (error) {
      problem = `Temporal does not answer: ${error instanceof Error ? error.message : error}`;
    }
    // PostgreSQL is away: the pages say that by themselves.
    await store.beat(worker, pollers, problem).catch(() => {});
    if (!stopped) timer = setTimeout(() => void beat(), beatMs).unref();
  }

  void beat();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
