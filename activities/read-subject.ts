import { SutureError } from '../domain/errors.ts';
import type { Incident } from '../domain/incident.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import { faultOf, readyService, type Service, type ServiceRecord } from '../domain/service.ts';
import type { FaultDefinition } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { definitionAt } from './read-definition.ts';
import { unknownIncident } from './run.ts';

/** An incident with its service and fault, as a `suture.yaml` declares them. */
export interface Subject {
  incident: Incident;
  service: Service;
  fault: FaultDefinition;
}

type Reads = Pick<Store, 'getIncident' | 'getService'>;

/**
 * The incident with the row of its service, for steps that need no definition.
 * @throws SutureError `unknown_incident` (benign: a reset deletes incidents), `unknown_service`
 */
export async function readAttached(
  store: Reads,
  incidentId: string,
): Promise<{ incident: Incident; record: ServiceRecord }> {
  const incident = await store.getIncident(incidentId);
  if (!incident) throw unknownIncident(incidentId);
  return { incident, record: await readRecord(store, incident.service) };
}

/**
 * The row of an attached service.
 * @throws SutureError `unknown_service`
 */
export async function readRecord(store: Pick<Store, 'getService'>, name: string): Promise<ServiceRecord> {
  const record = await store.getService(name);
  if (record) return record;
  throw new SutureError(
    'unknown_service',
    `No service named ${name} is attached. Attach it, then try again.`,
  );
}

/**
 * The incident with its service and fault as the newest definition that was read declares them.
 * @throws SutureError as {@link readAttached}; `definition_missing`, `unknown_fault`
 */
export async function readSubject(store: Reads, incidentId: string): Promise<Subject> {
  const { incident, record } = await readAttached(store, incidentId);
  const service = readyService(record);
  return { incident, service, fault: faultOf(service, incident.error_code) };
}

/**
 * The incident with its service and fault as the definition at a commit declares them, also when the branch has moved.
 * @throws SutureError as {@link readAttached}; `definition_missing`, `invalid_definition`, `unknown_fault`
 */
export async function readSubjectAt(
  { store, codeHosts }: { store: Reads; codeHosts: CodeHosts },
  incidentId: string,
  commit: string,
): Promise<Subject> {
  const { incident, record } = await readAttached(store, incidentId);
  const service = await definitionAt(codeHosts, record, commit);
  return { incident, service, fault: faultOf(service, incident.error_code) };
}
