import type { Reproduction } from '../../domain/ports/prover.ts';
import type { Recording } from '../../domain/recording.ts';
import { readStatement } from '../witness/statement.ts';

/**
 * What was seen of the failing request alone, without the work of those that were sent before it: a later request is sent without them.
 */
export function ownWork(reproduction: Reproduction, recording: Recording | null | undefined): Reproduction {
  if (!recording || recording.before.length === 0 || recording.steps.length === 0) return reproduction;
  const own = new Set(
    recording.steps.flatMap((step) => (step.kind === 'sql' ? [readStatement(step.text).masked] : [])),
  );
  const asks = recording.steps.some(({ kind }) => kind === 'http');
  const { statements, upstreams } = reproduction.observations;
  const observations = {
    statements: statements.filter(({ text }) => own.has(readStatement(text).masked)),
    upstreams: asks ? upstreams : [],
  };
  return { ...reproduction, observations };
}
