import { type RawBuilder, sql } from 'kysely';
import { KEPT_WHOLE, keptWhole } from './whole-text.ts';

/** What PostgreSQL can store neither in text nor in JSON: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /\0|[\ud800-\udfff]/;

/** Text of the outside world as PostgreSQL can keep it, cut to `max` characters. */
export function storable(text: string, max = Number.POSITIVE_INFINITY): string {
  const cut = text.length > max ? `${text.slice(0, max - 1)}…` : text;
  if (!UNSTORABLE.test(cut)) return cut;
  // Encoding to UTF-8 replaces a lone surrogate, and keeps whole pairs.
  return Buffer.from(cut, 'utf8').toString('utf8').replaceAll('\0', '\ufffd');
}

/**
 * The same for every text in plain data: the value itself where there is nothing to replace.
 * @param isWhole whether a text must be given back as it was: that of a recorded request
 */
export function storableIn<T>(value: T, isWhole = false): T {
  if (typeof value === 'string') return storable(isWhole ? keptWhole(value) : value) as T;
  if (!isPlain(value)) return value;
  const entries = Object.entries(value);
  const kept = entries.map(
    ([name, inner]) => [storable(name), storableIn(inner, isWhole || KEPT_WHOLE.has(name))] as const,
  );
  if (kept.every(([name, inner], index) => name === entries[index]?.[0] && inner === entries[index]?.[1])) {
    return value;
  }
  return (Array.isArray(value) ? kept.map(([, inner]) => inner) : Object.fromEntries(kept)) as T;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** A value for a `jsonb` column. Explicit, because pg would turn an array into a PostgreSQL array. */
export function json<T>(value: T): RawBuilder<T> {
  const text = JSON.stringify(value, (_key, item) =>
    typeof item === 'string' ? storable(item) : named(item),
  );
  return sql<T>`${text}::jsonb`;
}

/** The same for the names of an object. */
function named(item: unknown): unknown {
  if (!isPlain(item) || Array.isArray(item)) return item;
  if (!Object.keys(item).some((name) => UNSTORABLE.test(name))) return item;
  return Object.fromEntries(Object.entries(item).map(([name, inner]) => [storable(name), inner]));
}
