/** How long ago `since` (milliseconds since the epoch) was, for a person: `4.2 s`, `3 min 07 s`. */
export function elapsed(since: number, now = Date.now()): string {
  return duration(now - since);
}

/** A length of time in milliseconds, for a person. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
