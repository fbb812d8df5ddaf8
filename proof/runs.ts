/** One run of a probe. Times are milliseconds of `performance.now()`. */
export interface RunResult {
  passed: boolean;
  /** Index of the group whose surroundings it had. */
  group: number;
  startedAt: number;
  endedAt: number;
  /** HTTP status or exit code; null when there was none. */
  status: number | null;
  reason: string | null;
  /** What was wrong, in words; empty for a run that passed. */
  message: string;
  /** What a command wrote; empty for a request, whose service writes elsewhere. */
  output: string;
  /** The stack that the answer carries. */
  trace?: string | undefined;
  /** What a request that passed was answered. */
  body?: unknown;
  /** And the copies of it that were sent at the same time; absent: it was sent alone. */
  copies?: unknown[];
}

export interface RunPlan {
  runs: number;
  /** The most runs at a time. */
  concurrency: number;
  /** After the first failure no run is started, and running ones get `GRACE_MS` more. */
  stopAtFailure: boolean;
  signal: AbortSignal;
  /** Does run number `index`, from 0. Rejects only when its signal aborts. */
  run(index: number, signal: AbortSignal): Promise<RunResult>;
  onProgress?(done: number): void;
  /** Whether what the runs so far showed is enough, so that no further one is started. */
  isEnough?(results: RunResult[]): boolean;
}

/** How long other runs may continue after a failure, in milliseconds, so that the report shows more than one way to fail. */
const GRACE_MS = 250;

/** Does the runs, several at a time, and returns those that ended. */
export async function doRuns(plan: RunPlan): Promise<RunResult[]> {
  const results: RunResult[] = [];
  const stop = new AbortController();
  const signal = AbortSignal.any([plan.signal, stop.signal]);
  let next = 0;
  let grace: NodeJS.Timeout | undefined;
  let enough = false;
  const worker = async () => {
    while (next < plan.runs && !signal.aborted && !grace && !enough) {
      const index = next;
      next += 1;
      const result = await plan.run(index, signal).catch((error) => {
        if (signal.aborted) return null;
        throw error;
      });
      if (!result) return;
      results.push(result);
      plan.onProgress?.(results.length);
      enough = plan.isEnough?.(results) ?? false;
      if (!result.passed && plan.stopAtFailure) grace ??= setTimeout(() => stop.abort(), GRACE_MS);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(plan.concurrency, plan.runs) }, worker));
  } finally {
    clearTimeout(grace);
    stop.abort();
  }
  plan.signal.throwIfAborted();
  return results;
}
