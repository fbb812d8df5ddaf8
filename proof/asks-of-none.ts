import type { StatementObservation } from '../domain/evidence.ts';

/** `IN ()`: the list was empty, so there is nothing to ask for, and the database does not take the text either. */
export function asksOfNone({ outcome, sqlstate, text }: StatementObservation): boolean {
  return outcome === 'failed' && sqlstate === '42601' && /(?<!\bnot)\s+in\s*\(\s*\)/i.test(text);
}
