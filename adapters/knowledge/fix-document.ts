import { createHash } from 'node:crypto';
import type { KnowledgeHit, LearnedFix, TakenBack } from '../../domain/ports/knowledge.ts';
import { signatureOf } from './signature.ts';

/** A fix as it is kept, wherever that is. */
export interface FixDocument {
  /** Of the change itself: the same change to the same text has the same id, whoever learned it. */
  id: string;
  title: string;
  /** What a person reads, and what words are looked for in. */
  body: string;
  /** What is stable about the failure, as tokens; see `signature.ts`. */
  signature: string[];
  fix: NonNullable<KnowledgeHit['fix']> & { key: string };
}

/** @param takenBack set when the fix was taken back */
export function fixDocument(learned: LearnedFix, takenBack?: TakenBack): FixDocument {
  const { key, incidentId, service, evidence, rationale, templates, before, after } = learned;
  const change = JSON.stringify([service, evidence.faultCode, before, after]);
  const files = before.map((file) => `file:${file.path}`);
  return {
    id: `fix-${createHash('sha256').update(change).digest('hex').slice(0, 16)}`,
    title: `Fix of ${evidence.faultCode} in ${service}${takenBack ? ', taken back' : ''}: ${rationale}`,
    body: [...(takenBack ? [warningOf(incidentId, takenBack)] : []), bodyOf(learned)].join('\n'),
    signature: [...new Set([...signatureOf(evidence).keys(), ...files])],
    fix: {
      key,
      incidentId,
      faultCode: evidence.faultCode,
      rationale,
      templates,
      before,
      after,
      ...(takenBack && { takenBack }),
    },
  };
}

function warningOf(incidentId: string, { why, by }: TakenBack): string {
  return `Was tried in ${incidentId} and taken back${by ? ` by ${by}` : ', since it did not hold'}: ${why}`;
}

function bodyOf({ evidence, rationale, templates }: LearnedFix): string {
  const failures = evidence.failures.map((failure) =>
    [failure.sqlstate, failure.errorClass, failure.reason, failure.message].filter(Boolean).join(' '),
  );
  return [
    rationale,
    ...(templates.length > 0 ? [`Templates: ${templates.join(', ')}`] : []),
    ...(failures.length > 0 ? ['Failures:', ...new Set(failures.map((failure) => `- ${failure}`))] : []),
  ].join('\n');
}
