import { createCursor, errorMessage, type PgMessage } from './postgres-messages.ts';

/** A database that answers every statement with an error, and counts what is asked again. */
export interface Outage {
  set(on: boolean): void;
  isOn(): boolean;
  /** What the server answers to a message of a client; empty where it waits for more. */
  answer(message: PgMessage): Buffer;
  /** How often the same statement was sent, at most. */
  most(): number;
}

/** The most distinct statements that are counted. */
const STATEMENTS = 1_000;
/** What is kept of a statement to know it again, in characters. */
const KNOWN_BY = 500;
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const EMPTY = Buffer.alloc(0);

export function createOutage(): Outage {
  const counts = new Map<string, number>();
  let on = false;
  let parsed = '';
  let bound = '';
  const count = (text: string) => {
    const key = text.slice(0, KNOWN_BY);
    if (counts.has(key) || counts.size < STATEMENTS) counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const refusal = () => errorMessage('57P03', 'the database system is in recovery mode', 'ERROR');
  return {
    set(is) {
      on = is;
    },
    isOn: () => on,
    answer({ type, body }) {
      const cursor = createCursor(body);
      if (type === 'Q') {
        count(cursor.text());
        return Buffer.concat([refusal(), READY]);
      }
      if (type === 'P') [, parsed] = [cursor.text(), cursor.text()];
      // A statement that was prepared before is known by its name.
      if (type === 'B') [, bound] = [cursor.text(), cursor.text()];
      if (type === 'E') count(bound || parsed);
      // An extended query is refused as a whole, at its end.
      return type === 'S' ? Buffer.concat([refusal(), READY]) : EMPTY;
    },
    most: () => Math.max(0, ...counts.values()),
  };
}
