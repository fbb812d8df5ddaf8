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
