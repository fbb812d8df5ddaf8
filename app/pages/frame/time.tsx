import { clock, elapsed, shortClock } from '../../briefing/words.ts';

/** How long ago, or how long since, something was; it ticks where there is JavaScript. */
export function Since({ at, now }: { at: string; now: string }) {
  return (
    <time datetime={at} data-since={at} title={clock(at)}>
      {elapsed(Date.parse(now) - Date.parse(at))}
    </time>
  );
}

/** A moment. */
export function At({ at, now }: { at: string; now: string }) {
  return (
    <time datetime={at} title={clock(at)}>
      {shortClock(at, now)}
    </time>
  );
}
