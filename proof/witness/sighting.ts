import type { PgError } from './postgres-messages.ts';
import type { Statement } from './statement.ts';

/** One statement as it went over the wire. Times are milliseconds of `performance.now()`. */
export interface Sighting {
  statement: Statement;
  /** Bound values of an extended query, as text; null for NULL. Of a long one its start and a digest. */
  parameters: (string | null)[];
  startedAt: number;
  endedAt: number | null;
  /** `skipped`: never read by the server, because of an error before it. */
  outcome: 'completed' | 'failed' | 'unfinished' | 'skipped';
  error: PgError | null;
  /** The first rows that it returned, as text, by column. */
  rows: Record<string, string | null>[];
  /** A number of the connection that sent it. */
  connection?: number;
}
