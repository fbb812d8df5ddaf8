import { createHash } from 'node:crypto';

/** Far below what an index of PostgreSQL takes, in characters. */
const LONGEST_ID = 500;
/** NUL, and halves of surrogate pairs. */
const UNSTORABLE = /\0|\p{Cs}/u;

/** An id of the outside world as the store can keep it: itself, or its hash where it is too long or holds what PostgreSQL cannot keep. */
export function keptId(id: string): string {
  return id.length <= LONGEST_ID && !UNSTORABLE.test(id) ? id : hashed(id);
}

/** An id for a message that has none: the same message has the same id. */
export function hashed(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The last moment of the year 9999, in milliseconds: later ones are written in another format. */
const LATEST = 253_402_300_799_999;

/** A time in milliseconds since 1970; now for one that no clock shows. */
export function clockTime(time: number | null): number {
  return time !== null && time >= 0 && time <= LATEST ? time : Date.now();
}
