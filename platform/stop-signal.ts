/**
 * Aborted once the process is asked to end: by SIGTERM, by Ctrl-C, or because whoever started it is gone.
 * @param withParent end when standard input closes
 * @param graceMs how long a graceful end may take; then the process ends at once
 */
export function stopSignal({ withParent, graceMs }: { withParent: boolean; graceMs: number }): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => process.exit(0), graceMs).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (withParent) process.stdin.resume().once('end', stop).once('close', stop).once('error', stop);
  return stopping.signal;
}
