import { guarded } from './guarded.ts';
import type { Requests, Underway } from './underway.ts';

/** How often requests without an answer are looked at, in milliseconds. */
const EVERY_MS = 500;

/**
 * Finds requests without an answer: those that wait for longer than `hangMs`, and those that their client gave up after half
 * of that. An answer that has begun is a stream or a download, and no hang.
 */
export function watchHangs(
  { underway }: Requests,
  hangMs: number,
  hangs: (one: Underway, reason: 'no_answer' | 'given_up') => void,
): void {
  const timer = setInterval(() => {
    guarded(() => {
      const now = performance.now();
      for (const one of underway) {
        const { response } = one;
        if (!response) continue;
        const isGone = response.closed || response.destroyed || response.socket?.destroyed;
        if (isGone) underway.delete(one);
        if (hangMs === 0 || response.headersSent || one.reported) continue;
        const waited = now - one.since;
        if (waited >= hangMs) hangs(one, 'no_answer');
        else if (isGone && waited >= hangMs / 2) hangs(one, 'given_up');
      }
    });
  }, EVERY_MS);
  timer.unref();
}
