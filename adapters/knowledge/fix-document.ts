import { createHash } from 'node:crypto';
import type { KnowledgeHit, LearnedFix, Rollback } from '../../domain/ports/knowledge.ts';
import { signatureOf } from './signature.ts';

/** A fix as every adapter stores it. */
export interface FixDocument {
  /** Of the change itself: the same change to the same text has the same id in every incident. */
  id: string;
  title: string;
  /** The text that people read and that is searched. */
  body: string;
  /** The stable parts of the failure, as tokens; see `signature.ts`. */
  signature: string[];
  fix: NonNullable<KnowledgeHit['fix']> & { key: string };
}

/** @param rolledBack set when the fix was rolled back */
export function fixDocument(learned: LearnedFix, rolledBack?: Rollback): FixDocument {
  const { key, incidentId, service, evidence, rationale, templates, before, after, powers } = learned;
  const change = JSON.stringify([service, evidence.faultCode, before, after]);
  const files = before.map((file) => `file:${file.path}`);
  return {
    id: `fix-${createHash('sha256').update(change).digest('hex').slice(0, 16)}`,
    title: `Fix of ${evidence.faultCode} in ${service}${rolledBack ? ', rolled back' : ''}: ${rationale}`,
    body: [...(rolledBack ? [warningOf(incidentId, rolledBack)] : []), bodyOf(learned)].join('\n'),
    signature: [...new Set([...signatureOf(evidence).keys(), ...files])],
    fix: {
      key,
      incidentId,
      faultCode: evidence.faultCode,
      rationale,
      templates,
      before,
      after,
      ...(powers.length > 0 && { powers }),
      ...(rolledBack && { rolledBack }),
    },
  };
}

function warningOf(incidentId: string, { why, by }: Rollback): string {
  return `Was tried in ${incidentId} and rolled back${by ? ` by ${by}` : ', since it did not hold'}: ${why}`;
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
