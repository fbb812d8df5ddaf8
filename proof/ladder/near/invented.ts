import type { NearAnswers, Reproduction } from '../../../domain/ports/prover.ts';
import { kindOf } from '../../side-effects.ts';
import { readStatement } from '../../witness/statement.ts';
import type { NearAnswer } from './ask-in-turn.ts';

const WRITES = /^(?:insert|update|delete|merge) /;

/**
 * Whether a success for the failing request leaves out what each good request writes, or makes what the database missed.
 */
export function findInvented(
  answer: NearAnswer,
  { failures, observations }: Reproduction,
  { good }: NearAnswers,
): string[] {
  if (answer.status >= 300) return [];
  const successes = good.filter(({ status }) => status < 300);
  const done = new Set(answer.work.map(({ kind }) => kind));
  const [first] = successes;
  const left = first?.work.find(
    ({ kind }) =>
      WRITES.test(kind) &&
      !done.has(kind) &&
      successes.every(({ work }) => work.some((one) => one.kind === kind)),
  );
  if (left) {
    return [
      `the request is answered with ${answer.status} without what each good request does: ${left.kind}`,
    ];
  }
  if (!failures.some(({ sqlstate }) => sqlstate?.startsWith('23'))) return [];
  const known = new Set([
    ...good.flatMap(({ work }) => work.map(({ kind }) => kind)),
    ...observations.statements.map(({ text }) => kindOf(readStatement(text).shape)),
  ]);
  const made = answer.work.find(({ kind }) => WRITES.test(kind) && !known.has(kind));
  return made ? [`what the database misses is made in place of a refusal: ${made.kind}`] : [];
}

/** Whether a value that is taken is answered as if it had been stored. */
export function isSilentConflict(
  { failures }: Reproduction,
  { status, statements, flow }: Pick<NearAnswer, 'status' | 'statements' | 'flow'>,
): string | null {
  if (status >= 300 || !failures.some(({ sqlstate }) => sqlstate === '23505')) return null;
  const dropped = statements.findIndex((text) => /\bon\s+conflict\b[^;]*\bdo\s+nothing\b/i.test(text));
  if (dropped < 0) return null;
  const table = /\binto\s+([\w."]+)/i.exec(statements[dropped] ?? '')?.[1] ?? '';
  const reads = statements.slice(dropped + 1).some((text) => text.includes(table));
  // Where the row is left out, `RETURNING` gives none.
  const made = kindOf(readStatement(statements[dropped] ?? '').shape);
  return reads || flow.given.some(({ source }) => source === made)
    ? null
    : `a value that is taken is answered with ${status}, and nothing is stored: a conflict must be refused, such as with 409`;
}
