import { type RawBuilder, sql } from 'kysely';

/** What PostgreSQL can store neither in text nor in JSON: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /\0|[\ud800-\udfff]/;

/** Text of the outside world as PostgreSQL can keep it, cut to `max` characters. */
export function storable(text: string, max = Number.POSITIVE_INFINITY): string {
  const cut = text.length > max ? `${text.slice(0, max - 1)}…` : text;
  if (!UNSTORABLE.test(cut)) return cut;
  // Encoding to UTF-8 replaces a lone surrogate, and keeps whole pairs.
  return Buffer.from(cut, 'utf8').toString('utf8').replaceAll('\0', '\ufffd');
}

/** A value for a `jsonb` column. Explicit, because pg would turn an array into a PostgreSQL array. */
export function json<T>(value: T): RawBuilder<T> {
  const text = JSON.stringify(value, (_key, item) => (typeof item === 'string' ? storable(item) : item));
  return sql<T>`${text}::jsonb`;
}
