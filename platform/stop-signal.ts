/**
 * Aborted once the process is asked to end: by SIGTERM, by Ctrl-C, or because its parent has ended.
 * @param withParent end when standard input closes
 * @param graceMs how long a graceful end may take; then the process ends at once with `exitCode`. Measured from the signal
 * @param orphanGraceMs the same when the parent has ended
 */
export function stopSignal({
  withParent,
  graceMs,
  orphanGraceMs = graceMs,
  exitCode = 0,
}: {
  withParent: boolean;
  graceMs: number;
  orphanGraceMs?: number;
  exitCode?: number;
}): AbortSignal {
  const stopping = new AbortController();
  const stop = (limitMs: number) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => process.exit(exitCode), limitMs).unref();
  };
  const onSignal = () => stop(graceMs);
  // They stay: a library that cleans up after its children (signal-exit, by execa) ends the process on a signal for which
  // no other listener is left.
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  if (withParent) {
    const onOrphaned = () => stop(orphanGraceMs);
    process.stdin.resume().once('end', onOrphaned).once('close', onOrphaned).once('error', onOrphaned);
  }
  return stopping.signal;
}
