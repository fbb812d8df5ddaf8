import type { RecordedRequest, Recording, SqlStep } from '../../../domain/recording.ts';
import { kindOf } from '../../side-effects.ts';
import { readStatement } from '../../witness/statement.ts';
import type { NearAnswer } from './ask-in-turn.ts';
import { partsOf } from './request-parts.ts';

/** A condition of a table, a value that is too long, and one that is out of range. */
const REFUSED = /^(?:23514|22001|22003)$/;
const WRITES = /^(?:insert|update|merge) /;

export interface WrittenSuccess {
  recording: Recording;
  request: RecordedRequest;
  /** What the failing request is answered now. */
  answer: NearAnswer;
}

/**
 * Whether a success writes another number than the one of the request to which the database objected: a condition of a table says what is not
 * allowed, not what is meant instead.
 * @returns a sentence; null: it does not
 */
export function writesOther({ recording, request, answer }: WrittenSuccess): string | null {
  const failed = recording.steps.find((step): step is SqlStep => step.kind === 'sql' && step.error !== null);
  if (!failed || !REFUSED.test(failed.error?.code ?? '') || answer.status >= 300) return null;
  const { shape, masked } = readStatement(failed.text);
  const kind = kindOf(shape);
  if (!WRITES.test(kind)) return null;
  const held = new Set(partsOf(request).map(({ value }) => String(value)));
  const own = answer.work.flatMap((work, at) => (work.kind === kind ? [answer.bound[at] ?? []] : []));
  const lost = failed.values
    .map(String)
    .find(
      (value) =>
        held.has(value) && isNumber(value) && own.length > 0 && own.every((bound) => !bound.includes(value)),
    );
  if (lost === undefined) return null;
  const written = own.flat().find((value) => value !== null && isNumber(value) && !held.has(value));
  return written === undefined
    ? null
    : `the database refuses ${lost}, and ${written} is written in its place (${masked.slice(0, 80)}): a value that is not allowed must be refused`;
}

const isNumber = (value: string) => value.trim() !== '' && Number.isFinite(Number(value));
