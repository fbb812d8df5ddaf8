import type { Recording, SqlStep } from '../../../domain/recording.ts';
import { readStatement } from '../../witness/statement.ts';
import { digest } from './ask-in-turn.ts';

/**
 * SQLSTATEs of texts that the database reads in a language of their own, where what a person typed must be escaped first:
 * patterns (2201B), paths (2201U and 42601 for `jsonpath`), JSON (22032), searches (42601 for `tsquery`). From PostgreSQL's
 * appendix A. Patterns of LIKE are below: of them it is known what escaped ones say.
 */
const READ_AS_LANGUAGE = new Set(['2201B', '2201U', '22032', '42601']);

/**
 * The statement that failed for how its values were written, by its digest: a list or an object that the driver wrote in its own
 * way, or a text that the database reads in a language. A fix may write them in another way.
 */
export function rewrittenStatement(recording: Recording | null | undefined): string | null {
  const failed = recording?.steps.find((step) => step.kind === 'sql' && isMiswritten(step));
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

function isMiswritten({ error, values }: SqlStep): boolean {
  const code = error?.code ?? '';
  if (READ_AS_LANGUAGE.has(code)) return values.some((value) => typeof value === 'string');
  return code === '22P02' && values.some((value) => typeof value === 'object' && value !== null);
}

/** The statements that the database refused, by their digests. */
export function refusedStatements(recording: Recording | null | undefined): Set<string> {
  const refused = (recording?.steps ?? []).flatMap((step) =>
    step.kind === 'sql' && step.error ? [digest(readStatement(step.text).masked)] : [],
  );
  return new Set(refused);
}
