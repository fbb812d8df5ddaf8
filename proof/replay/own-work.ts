import type { Reproduction } from '../../domain/ports/prover.ts';
import type { Recording } from '../../domain/recording.ts';
import { readStatement } from '../witness/statement.ts';
import { hadAnswered } from './had-answered.ts';
import { copiesOf } from './repeated.ts';

/**
 * What a later request has to do again: what was seen of the failing request alone, without the work of those that were sent before
 * it. One that met another of itself finds what that one has left, and what follows an answer may still lie ahead.
 */
export function ownWork(reproduction: Reproduction, recording: Recording | null | undefined): Reproduction {
  if (!recording) return reproduction;
  if (copiesOf(recording) > 0) return { ...reproduction, observations: { statements: [], upstreams: [] } };
  const { statements, upstreams } = reproduction.observations;
  const isAlone = recording.before.length === 0;
  if (isAlone && !hadAnswered(recording)) return reproduction;
  const own = new Set(
    recording.steps.flatMap((step) => (step.kind === 'sql' ? [readStatement(step.text).masked] : [])),
  );
  const asks = recording.steps.some(({ kind }) => kind === 'http') && !hadAnswered(recording);
  const observations = {
    statements: isAlone ? statements : statements.filter(({ text }) => own.has(readStatement(text).masked)),
    upstreams: asks ? upstreams : [],
  };
  return { ...reproduction, observations };
}
