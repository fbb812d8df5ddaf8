import { type DestinationStream, pino } from 'pino';
import type { Journal, JournalLevel } from '../../domain/ports/journal.ts';

export interface JournalOptions {
  /** Which program writes: `app`, `worker`. */
  program: string;
  /** The lowest level that is written. */
  level: JournalLevel | 'silent';
  /** On every line, such as the release. */
  fields?: Record<string, string>;
  /** Standard output unless given. */
  to?: DestinationStream;
}

/** The journal as lines of JSON: `{"level":"info","time":"…","program":"app",…,"msg":"…"}`. */
export function createJournal({ program, level, fields, to }: JournalOptions): Journal {
  const logger = pino(
    {
      level,
      base: { program, ...fields },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    to ?? pino.destination(1),
  );
  return (at, about, message) => logger[at](about, message);
}
