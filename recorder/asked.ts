import type { Place } from './place-of.ts';

/** What the code of a request asked outside of itself, as it is kept until the request has its answer. */
export type Asked = AskedSql | AskedRedis | AskedHttp;

interface When {
  /** By `performance.now()`. */
  started: number;
  /** Null: it has no answer yet. */
  ended: number | null;
  /** Where the code asked. */
  place?: Place;
}

export interface AskedSql extends When {
  kind: 'sql';
  /** Absent: PostgreSQL. */
  database?: 'mysql';
  text: string;
  values: unknown[];
  command: string | null;
  rowCount: number | null;
  fields: readonly SqlField[];
  /** The values of each row in the order of `fields`. */
  rows: readonly (readonly unknown[])[];
  error: unknown;
  /** The connection, or one of the same kind with its settings: the names of tables are looked up by another one. */
  client: object;
}

export interface SqlField {
  name: string;
  tableID: number;
  columnID: number;
  dataTypeID: number;
}

export interface AskedRedis extends When {
  kind: 'redis';
  command: string;
  args: readonly unknown[];
  reply: unknown;
  error: unknown;
}

export interface AskedHttp extends When {
  kind: 'http';
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: Body;
  status: number | null;
  responseHeaders: Record<string, string>;
  responseBody: Body;
  error: unknown;
}

/** Bytes as they came, and how many there were. */
export interface Body {
  chunks: Buffer[];
  bytes: number;
}

/** Bytes of a body that are kept. */
export const LONGEST_BODY = 64 * 1024;

export function emptyBody(): Body {
  return { chunks: [], bytes: 0 };
}

/** Copies a piece of a body, up to the bound. */
export function keepChunk(body: Body, chunk: unknown, encoding?: BufferEncoding): void {
  const isText = typeof chunk === 'string';
  if (!isText && !(chunk instanceof Uint8Array)) return;
  body.bytes += isText ? Buffer.byteLength(chunk, encoding) : chunk.length;
  if (body.bytes > LONGEST_BODY) body.chunks.length = 0;
  // A copy: what reads and writes bodies uses its buffers again.
  else body.chunks.push(isText ? Buffer.from(chunk, encoding) : Buffer.from(chunk));
}
