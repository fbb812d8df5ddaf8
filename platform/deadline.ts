/**
 * A signal that fires after a while, or when one of `signals` fires. Call `clear` when the work is done.
 * (`AbortSignal.any` holds an `AbortSignal.timeout` only weakly in Node 20: it may be collected and never fire.)
 */
export function createDeadline(
  durationMs: number,
  ...signals: AbortSignal[]
): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, durationMs);
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  }
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
