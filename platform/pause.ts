/** Resolves after a while, or at once when the signal fires; ask the signal which it was. */
export function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const timer = setTimeout(settle, durationMs);
    signal.addEventListener('abort', settle);
  });
}
