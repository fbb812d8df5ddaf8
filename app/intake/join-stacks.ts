import type { LogEvent } from './subscription-record.ts';

/** Lines of one stack, at most. */
const MOST_LINES = 200;
const FRAME = /^\s+at \S/;

/**
 * Puts the stacks together that a container's log driver has split into an event a line. The first event of a stack
 * carries the whole; those of its frames are left out.
 * @param events of one record, which is of one log stream, in their order
 */
export function joinStacks(events: readonly LogEvent[]): LogEvent[] {
  const joined: LogEvent[] = [];
  let lines = 0;
  for (const event of events) {
    const last = joined.at(-1);
    if (last && FRAME.test(event.message) && !event.message.includes('\n') && lines < MOST_LINES) {
      joined[joined.length - 1] = { ...last, message: `${last.message.trimEnd()}\n${event.message}` };
      lines += 1;
    } else {
      joined.push(event);
      lines = 0;
    }
  }
  return joined;
}
