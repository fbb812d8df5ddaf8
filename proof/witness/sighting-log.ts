import type { Sighting } from './sighting.ts';
import type { Statement } from './statement.ts';

/** The most statements of one proof: 29 runs of a heavy page with 300 each are less than half of it. */
const SIGHTINGS = 20_000;
/** What they may take in memory, in bytes, by estimate. */
const BYTES = 32 * 1024 * 1024;
/** What rows may take of it, in bytes on the wire. */
const ROW_BYTES = 4 * 1024 * 1024;
/** Of a sighting without its texts, in bytes, measured. */
const EACH = 300;

/** What a witness keeps, within bounds. Past them nothing is known any more, and `overrun` says so. */
export interface SightingLog {
  /** The number of a new connection. */
  connect(): number;
  note(sighting: Sighting): void;
  /** Counts what a connection remembers of a statement. */
  remember(statement: Statement): void;
  /** Whether there is room for a row of so many bytes; rows never overrun the log. */
  keepsRow(size: number): boolean;
  /** There is something that cannot be kept or read. */
  lose(what: string): void;
  /** Why what was seen is not all; null while it is. */
  overrun(): string | null;
  list(): readonly Sighting[];
}

export function createSightingLog(): SightingLog {
  const seen: Sighting[] = [];
  const counted = new WeakSet<Statement>();
  let bytes = 0;
  let rowBytes = 0;
  let lost: string | null = null;
  let connections = 0;
  const lose = (what: string) => {
    lost ??= what;
  };
  const remember = (statement: Statement) => {
    bytes += EACH;
    // Statements are shared; text, exact and masked are of about one length.
    if (!counted.has(statement)) bytes += 6 * statement.text.length;
    counted.add(statement);
    if (bytes > BYTES) lose(`statements of more than ${BYTES / 1024 / 1024} MiB`);
  };
  return {
    connect() {
      connections += 1;
      return connections;
    },
    remember,
    lose,
    keepsRow(size) {
      rowBytes += size + EACH;
      return rowBytes <= ROW_BYTES;
    },
    note(sighting) {
      if (seen.length >= SIGHTINGS) lose(`more than ${SIGHTINGS} statements`);
      for (const parameter of sighting.parameters) bytes += 2 * (parameter?.length ?? 4);
      remember(sighting.statement);
      if (!lost) seen.push(sighting);
    },
    overrun: () => lost,
    list: () => seen,
  };
}
