import type { Frame } from './discovered.ts';
import type { Evidence } from './evidence.ts';
import type { ProofSubject, Reproduction } from './ports/prover.ts';
import { withRecordedError } from './recorded-failure.ts';

/**
 * What is known of a fault once it was replayed, for those who propose fixes.
 * @param known the incident, what its service logged, and the frames that were reported of the error
 */
export function evidenceOf(
  { service, fault, commit, recording }: ProofSubject,
  reproduction: Reproduction,
  { places = [], ...known }: Pick<Evidence, 'incidentId' | 'logLines'> & { places?: readonly Frame[] },
): Evidence {
  const routes = (reproduction.near?.otherRoutes ?? []).flatMap(({ request }) =>
    request ? [`${request.method} ${request.path}`] : [],
  );
  return {
    ...known,
    service: service.name,
    faultCode: fault.code,
    faultType: fault.type,
    commit,
    request: fault.probe.kind === 'http' ? fault.probe.request : null,
    runs: reproduction.runs,
    failures: reproduction.failures.map((failure) => withRecordedError(failure, recording, places)),
    observations: reproduction.observations,
    ...(routes.length > 0 && { otherRoutes: routes }),
    schema: reproduction.schema,
  };
}
