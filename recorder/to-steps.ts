import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import type { Asked, AskedHttp, AskedRedis, AskedSql, Body } from './asked.ts';
import { LONGEST_BODY } from './asked.ts';
import { messageOf } from './describe-error.ts';
import type { HttpStep, RecordedRequest, RedisStep, SqlStep, Step } from './recording.ts';
import { sqlValue } from './sql-value.ts';

/** What PostgreSQL says of an error besides its message. */
const DETAILS = ['detail', 'hint', 'schema', 'table', 'column', 'constraint'] as const;

/** What a request asked outside, as it is sent. Times are in milliseconds since `since`. */
export function toSteps(steps: readonly Asked[], since: number): Step[] {
  const now = performance.now();
  return steps.map((step) => {
    const when = { at: round(step.started - since), took: round((step.ended ?? now) - step.started) };
    if (step.kind === 'sql') return toSql(step, when);
    return step.kind === 'redis' ? toRedis(step, when) : toHttp(step, when);
  });
}

type When = Pick<Step, 'at' | 'took'>;

function toSql(step: AskedSql, when: When): SqlStep {
  const { database, text, values, command, rowCount, fields, rows, error } = step;
  return {
    ...when,
    kind: 'sql',
    ...(database && { database }),
    text,
    values: values.map((value) => sqlValue(value, 0)),
    command,
    rowCount,
    fields: fields.map(({ name, tableID, columnID, dataTypeID }) => ({
      name,
      tableID,
      columnID,
      dataTypeID,
    })),
    rows: rows.map((row) =>
      Object.fromEntries(
        fields.map(({ name, dataTypeID }, index) => [name, sqlValue(row[index], dataTypeID)]),
      ),
    ),
    tables: {},
    error: error ? toSqlError(error) : null,
  };
}

function toSqlError(error: unknown): SqlStep['error'] {
  const given = error as Record<string, unknown>;
  const details = DETAILS.filter((name) => typeof given[name] === 'string').map((name) => [
    name,
    given[name],
  ]);
  return {
    code: typeof given.code === 'string' ? given.code : null,
    message: messageOf(error),
    ...Object.fromEntries(details),
  };
}

function toRedis({ command, args, reply, error }: AskedRedis, when: When): RedisStep {
  return {
    ...when,
    kind: 'redis',
    command,
    args: args.flat().map((each) => (Buffer.isBuffer(each) ? each.toString('utf8') : String(each))),
    reply: plain(reply),
    error: error ? messageOf(error) : null,
  };
}

function toHttp(step: AskedHttp, when: When): HttpStep {
  const { method, url, requestHeaders, requestBody, status, responseHeaders, responseBody, error } = step;
  const asked = readBody(requestBody, requestHeaders);
  const answered = readBody(responseBody, responseHeaders);
  return {
    ...when,
    kind: 'http',
    method,
    url,
    requestHeaders,
    ...(asked !== undefined && { requestBody: asked }),
    status,
    responseHeaders,
    ...(answered !== undefined && { responseBody: answered }),
    error: error ? messageOf(error) : null,
  };
}

/** A body: parsed where it is JSON, else its text; undefined where there is none, or it is longer than is kept. */
export function readBody({ chunks, bytes }: Body, headers: Record<string, unknown>): RecordedRequest['body'] {
  if (bytes === 0 || bytes > LONGEST_BODY) return undefined;
  const text = decompress(Buffer.concat(chunks), String(headers['content-encoding'] ?? '')).toString('utf8');
  if (!/json/i.test(String(headers['content-type'] ?? ''))) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Also where the end is missing, and at most a few times as long as is kept. */
function decompress(bytes: Buffer, encoding: string): Buffer {
  const maxOutputLength = LONGEST_BODY * 4;
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = constants;
  try {
    if (/gzip/.test(encoding)) return gunzipSync(bytes, { maxOutputLength, finishFlush: Z_SYNC_FLUSH });
    if (/deflate/.test(encoding)) return inflateSync(bytes, { maxOutputLength, finishFlush: Z_SYNC_FLUSH });
    if (/\bbr\b/.test(encoding)) {
      return brotliDecompressSync(bytes, { maxOutputLength, finishFlush: BROTLI_OPERATION_FLUSH });
    }
  } catch {
    return Buffer.from('[not readable]');
  }
  return bytes;
}

function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, each]) => [String(key), plain(each)]));
  if (value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Error) return { error: value.message };
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  }
  return typeof value === 'bigint' ? String(value) : (value ?? null);
}

function round(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 10) / 10);
}
