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

/**
 * A signal that fires after `durationMs`, and that `AbortSignal.any` may be given: unlike that of `AbortSignal.timeout`, it
 * is not collected before it fires. It keeps no program alive.
 */
export function timeLimit(durationMs: number): AbortSignal {
  const controller = new AbortController();
  const end = () =>
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  setTimeout(end, durationMs).unref();
  return controller.signal;
}
