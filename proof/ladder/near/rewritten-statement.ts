import type { Recording } from '../../../domain/recording.ts';
import { readStatement } from '../../witness/statement.ts';
import { digest } from './ask-in-turn.ts';

/** The statement to which a list or an object was bound that the database could not read: the driver wrote it in its own way, and a fix may write it in another. */
export function rewrittenStatement(recording: Recording | null | undefined): string | null {
  const failed = recording?.steps.find(
    (step) =>
      step.kind === 'sql' &&
      step.error?.code === '22P02' &&
      step.values.some((value) => typeof value === 'object' && value !== null),
  );
  return failed?.kind === 'sql' ? digest(readStatement(failed.text).masked) : null;
}

/** A pattern of LIKE that ends within an escape: what was bound to it was not escaped, and a fix may do that. */
const OPEN_ESCAPE = '22025';

/** The statement whose pattern the database could not read, by its digest; null: none. */
export function patternStatement(recording: Recording | null | undefined): string | null {
  const failed = recording?.steps.find((step) => step.kind === 'sql' && step.error?.code === OPEN_ESCAPE);
  return failed?.kind === 'sql' ? digest(readStatement(failed.text).masked) : null;
}

/** What is bound without the escapes of LIKE: the signs of a text that is looked up as it is written. */
export function withoutEscapes(bound: (string | null)[]): (string | null)[] {
  return bound.map((value) => value?.replace(/\\([\\%_])/g, '$1') ?? null);
}
