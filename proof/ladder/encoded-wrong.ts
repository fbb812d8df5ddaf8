import type { Recording } from '../../domain/recording.ts';

/** PostgreSQL: a text that the type cannot read. */
const UNREADABLE = '22P02';
const OF_JSON = /invalid input syntax for type jsonb?\b/;

/**
 * Whether the database could not read a list as JSON: drivers write lists as arrays of PostgreSQL. Any list can be written as JSON, so the
 * code is wrong and not the list.
 */
export function isEncodedWrong(recording: Pick<Recording, 'steps'> | null | undefined): boolean {
  return (recording?.steps ?? []).some(
    (step) =>
      step.kind === 'sql' &&
      step.error?.code === UNREADABLE &&
      OF_JSON.test(step.error.message) &&
      step.values.some(Array.isArray),
  );
}
