import { createHash } from 'node:crypto';
import {
  createCursor,
  type PgError,
  type PgMessage,
  readColumns,
  readError,
  readRow,
} from './postgres-messages.ts';
import type { Sighting } from './sighting.ts';
import type { SightingLog } from './sighting-log.ts';
import { splitStatements } from './sql-tokens.ts';
import type { Statement } from './statement.ts';

interface Pending {
  kind: 'simple' | 'parse' | 'bind' | 'execute' | 'describe' | 'close' | 'sync';
  /** Statements of which the answer is awaited, the next one first; one for an execute, several for a simple query. */
  sightings: Sighting[];
  /** Offsets of these statements in the text that was sent. */
  starts: number[];
}

/**
 * Follows one connection: what the frontend asked and which answer of the backend belongs to it.
 * Simple and extended queries, pipelined or not.
 * @param log gets each statement when it is sent; the sighting changes until it has ended
 * @param read reads a statement's text
 */
export function createConversation(
  log: SightingLog,
  read: (text: string) => Statement,
): {
  asked(message: PgMessage): void;
  answered(message: PgMessage): void;
} {
  const pending: Pending[] = [];
  const statements = new Map<string, Statement>();
  const portals = new Map<string, { statement: Statement; parameters: (string | null)[] }>();
  /** Columns of what a statement returns; the last that was parsed may be described without being executed. */
  const columns = new Map<string, string[]>();
  let parsed = '';
  const empty = read('');
  const connection = log.connect();

  const begin = (statement: Statement, parameters: (string | null)[]): Sighting => ({
    statement,
    parameters,
    startedAt: performance.now(),
    endedAt: null,
    outcome: 'unfinished',
    error: null,
    rows: [],
  });
  const see = (statement: Statement, parameters: (string | null)[] = []): Sighting => {
    const sighting = { ...begin(statement, parameters), connection };
    log.note(sighting);
    return sighting;
  };
  const wait = (kind: Pending['kind'], sightings: Sighting[] = [], starts: number[] = []) =>
    pending.push({ kind, sightings, starts });
  const finish = (sighting: Sighting | undefined, error: PgError | null) => {
    if (!sighting) return;
    sighting.endedAt = performance.now();
    sighting.outcome = error ? 'failed' : 'completed';
    sighting.error = error;
  };
  const pop = (...kinds: Pending['kind'][]) => {
    if (pending[0] && kinds.includes(pending[0].kind)) return pending.shift();
  };

  const asked: Record<string, (message: PgMessage) => void> = {
    Q({ body, cut }) {
      if (cut) log.lose(LONG);
      const parts = splitStatements(createCursor(body).text());
      wait(
        'simple',
        parts.map((part) => see(read(part.text))),
        parts.map((part) => part.start),
      );
    },
    P({ body, cut }) {
      if (cut) log.lose(LONG);
      const cursor = createCursor(body);
      const name = cursor.text();
      const statement = read(cursor.text());
      log.remember(statement);
      statements.set(name, statement);
      parsed = statement.text;
      // Seen only if the parse fails: else the execute is what counts.
      wait('parse', [begin(statement, [])]);
    },
    B({ body, cut, length }) {
      const cursor = createCursor(body);
      const portal = cursor.text();
      const statement = statements.get(cursor.text()) ?? empty;
      const parameters = cut ? [`(${length} bytes)`] : readParameters(cursor);
      log.remember(statement);
      portals.set(portal, { statement, parameters });
      wait('bind', [begin(statement, parameters)]);
    },
    E({ body }) {
      const portal = portals.get(createCursor(body).text());
      wait('execute', [see(portal?.statement ?? empty, portal?.parameters)]);
    },
    // Calls a function of the server without a statement; no driver does.
    F: () => log.lose('a function call outside of a statement'),
    D: () => wait('describe'),
    C({ body }) {
      const cursor = createCursor(body);
      const kind = String.fromCharCode(cursor.byte());
      (kind === 'S' ? statements : portals).delete(cursor.text());
      wait('close');
    },
    S: () => wait('sync'),
  };
  const answered: Record<string, (body: Buffer) => void> = {
    1: () => pop('parse'),
    2: () => pop('bind'),
    3: () => pop('close'),
    T(body) {
      pop('describe');
      const [next] = pending.find(({ kind }) => kind === 'execute' || kind === 'simple')?.sightings ?? [];
      columns.set(next?.statement.text ?? parsed, readColumns(body));
    },
    D(body) {
      const [sighting] = pending[0]?.sightings ?? [];
      const names = columns.get(sighting?.statement.text ?? '');
      if (sighting && names && sighting.rows.length < ROWS && log.keepsRow(body.length))
        sighting.rows.push(readRow(body, names));
    },
    n: () => pop('describe'),
    C: () => complete(),
    I: () => complete(),
    s: () => complete(),
    E(body) {
      const error = readError(body);
      const head = pending[0];
      if (!head) return;
      if (head.kind === 'simple') return failSimple(head, error);
      failExtended(head, error);
    },
    Z: () => pop('sync', 'simple'),
  };

  function complete(): void {
    const head = pending[0];
    if (head?.kind === 'execute') finish(pending.shift()?.sightings[0], null);
    if (head?.kind === 'simple') {
      finish(head.sightings.shift(), null);
      head.starts.shift();
    }
  }

  /** The server skips everything up to the next sync; a statement refused at its parse is its execute's statement. */
  function failExtended(head: Pending, error: PgError): void {
    const skipped: Sighting[] = [];
    while (pending[0] && pending[0].kind !== 'sync') {
      const { kind, sightings } = pending.shift() as Pending;
      if (kind === 'execute') skipped.push(...sightings);
    }
    const [refused] = head.sightings;
    const executed = skipped.find((sighting) => sighting.statement.text === refused?.statement.text);
    for (const sighting of skipped) sighting.outcome = 'skipped';
    if (refused && !executed) log.note(refused);
    finish(executed ?? refused, error);
  }

  /** A simple query that does not parse is refused as a whole; the position shows which statement it was. */
  function failSimple(head: Pending, error: PgError): void {
    const at = error.position === null ? 0 : error.position - 1;
    const last = head.starts.findLastIndex((start) => start <= at);
    const index = error.position === null ? 0 : Math.max(0, last);
    for (const sighting of head.sightings) sighting.outcome = 'skipped';
    finish(head.sightings[index], error);
    head.sightings = [];
  }

  return {
    asked: (message) => asked[message.type]?.(message),
    answered: (message) => answered[message.type]?.(message.body),
  };
}

const LONG = 'a statement of more than 256 KiB';
/** Rows of a statement that are kept. */
const ROWS = 40;
/** What is kept of a bound value, in characters. */
const VALUE = 200;
/** The most bound values that are kept; PostgreSQL itself takes 65,535. */
const VALUES = 500;

function readParameters(cursor: ReturnType<typeof createCursor>): (string | null)[] {
  const formats = Array.from({ length: cursor.int16() }, () => cursor.int16());
  const values = Array.from({ length: Math.max(0, cursor.int16()) }, (_, index) => {
    const length = cursor.int32();
    if (length < 0) return null;
    const bytes = cursor.bytes(length);
    const format = formats.length > 1 ? formats[index] : formats[0];
    return format === 1 ? shorten(`0x${bytes.toString('hex')}`) : shorten(bytes.toString('utf8'));
  });
  if (values.length <= VALUES) return values;
  return [...values.slice(0, VALUES), digestOf(JSON.stringify(values.slice(VALUES)))];
}

/** Long values are still told apart. */
function shorten(value: string): string {
  return value.length <= VALUE ? value : `${value.slice(0, VALUE)}… (${value.length}, ${digestOf(value)})`;
}

function digestOf(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 16);
}
