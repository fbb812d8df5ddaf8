import type { Evidence } from '../../domain/evidence.ts';
import type { Attempt } from '../../domain/fix.ts';
import type { Clues } from '../evidence/clues.ts';

/** Why no change of the code can help, as far as the evidence alone tells; null when it is worth trying. */
export function hopeless(evidence: Evidence, clues: Clues): string | null {
  if (evidence.failures.length === 0) {
    return 'The probe did not fail when it was replayed, so there is nothing to repair or to prove. Look at the log lines of the incident.';
  }
  const text = evidence.failures.map((failure) => `${failure.errorClass} ${failure.message}`).join('\n');
  const missing = /not (?:yet )?implemented|unimplemented/i.exec(text);
  if (missing) {
    return `The code itself says "${missing[0]}": the code is not written yet. A person must decide what it does.`;
  }
  const denied = clues.causes.find((cause) => cause.kind === 'denied');
  if (denied && denied.share > 0.9) {
    return `Access is refused (${denied.because}): no change of the code supplies a credential; check the secrets of the service.`;
  }
  return null;
}

/** Why there is nothing (more) to propose. */
export function nothingLeft(evidence: Evidence, clues: Clues, attempts: readonly Attempt[]): string {
  const silent = evidence.observations.upstreams.find(
    (upstream) =>
      upstream.calls > 0 && !Object.keys(upstream.statuses).some((status) => /^[23]/.test(status)),
  );
  const cause = clues.causes[0];
  const because = cause ? ` (${cause.because})` : '';
  const down = silent
    ? ` The upstream ${silent.name} did not answer one of ${silent.calls} calls with success: it has to be brought back first.`
    : '';
  const trials = attempts.flatMap((attempt) => attempt.tried);
  if (trials.length === 0) return `No template answers this fault${because}.${down}`;
  const failed = new Map<string, number>();
  for (const { verdict } of trials) failed.set(verdict.summary, (failed.get(verdict.summary) ?? 0) + 1);
  const [most] = [...failed].sort((a, b) => b[1] - a[1]);
  const usually = most ? ` Most often: ${most[0]}` : '';
  return `All ${trials.length} candidates were refused by the proof${because}.${usually}${down}`;
}
