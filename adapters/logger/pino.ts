import { type DestinationStream, pino } from 'pino';
import type { Logger, LogLevel } from '../../domain/ports/logger.ts';
import { lossyStream } from '../../platform/lossy-writer.ts';

export interface LoggerOptions {
  /** Which program writes: `app`, `worker`. */
  program: string;
  /** The lowest level that is written. */
  level: LogLevel | 'silent';
  /** On every line, such as the release. */
  fields?: Record<string, string>;
  /** Standard output unless given. */
  to?: DestinationStream;
}

/** The log as lines of JSON: `{"level":"info","time":"…","program":"app",…,"msg":"…"}`. */
export function createLogger({ program, level, fields, to }: LoggerOptions): Logger {
  const lines = pino(
    {
      level,
      base: { program, ...fields },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Pino's own destination tries a full disk again without end, which stops the whole program.
    to ?? lossyStream(process.stdout),
  );
  return (at, about, message) => lines[at](about, message);
}
