import type { Evidence } from './evidence.ts';
import type { ProofSubject, Reproduction } from './ports/prover.ts';
import { withRecordedError } from './recorded-failure.ts';

/**
 * What is known of a fault once it was replayed, for those who propose fixes.
 * @param known the incident, and what its service logged
 */
export function evidenceOf(
  { service, fault, commit, recording }: ProofSubject,
  reproduction: Reproduction,
  known: Pick<Evidence, 'incidentId' | 'logLines'>,
): Evidence {
  return {
    ...known,
    service: service.name,
    faultCode: fault.code,
    faultType: fault.type,
    commit,
    request: fault.probe.kind === 'http' ? fault.probe.request : null,
    runs: reproduction.runs,
    failures: reproduction.failures.map((failure) => withRecordedError(failure, recording)),
    observations: reproduction.observations,
    schema: reproduction.schema,
  };
}
