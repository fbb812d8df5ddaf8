import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';

/** PostgreSQL's type of an array of texts, by which the elements of any array are read as texts. */
const TEXTS: number = 1009;
const arrayOf = pg.types.getTypeParser(TEXTS) as (text: string) => unknown[];

/**
 * Whether a list that a driver wrote as an array of PostgreSQL is the same one written as JSON.
 * @returns null where one of both is no list, or both are empty, which says nothing of longer ones
 */
export function isSameList(array: string | null, json: string | null): boolean | null {
  if (!array?.startsWith('{') || !json) return null;
  const now = parsed(json);
  const before = arrayOf(array);
  if (!Array.isArray(now) || (before.length === 0 && now.length === 0)) return null;
  // An object in an array is a text of JSON.
  return isDeepStrictEqual(before.map(parsed), now.map(parsed));
}

/** What a text of JSON says; anything else as it is. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
