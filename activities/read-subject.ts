import type { Frame } from '../domain/discovered.ts';
import { discoveredFault } from '../domain/discovered-fault.ts';
import { SutureError } from '../domain/errors.ts';
import { differentRecordings } from '../domain/failure/different-recordings.ts';
import type { Incident } from '../domain/incident.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Recording } from '../domain/recording.ts';
import { faultOf, readyService, type Service, type ServiceRecord } from '../domain/service.ts';
import type { FaultDefinition } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { definitionAt } from './read-definition.ts';
import { unknownIncident } from './run.ts';

/** An incident with its service and fault, as a `suture.yaml` declares them or as its recordings show it. */
export interface Subject {
  incident: Incident;
  service: Service;
  fault: FaultDefinition;
  /** What the failing request met; null: nothing is recorded, or the fault is declared. */
  recording: Recording | null;
  /** Recorded good requests of its route. */
  good: Recording[];
  /** Of other routes, one of each. */
  otherRoutes: Recording[];
  /** Further recordings of the failure, of other requests. */
  further: Recording[];
}

type FaultReads = Pick<
  Store,
  'discoveredFault' | 'recordingFor' | 'goodRecordings' | 'goodElsewhere' | 'serviceFiles'
>;
type Reads = Pick<Store, 'getIncident' | 'getService' | 'recordingsOf'> & FaultReads;

/**
 * The fault of an incident: the one that its service declares, else the one that was made from its recordings, with the frames
 * that were reported.
 * @throws SutureError `unknown_fault` where it is neither, or where no file is known that a fix may change
 */
export async function readFault(
  store: FaultReads,
  service: Service,
  { id, error_code: code }: Pick<Incident, 'id' | 'error_code'>,
): Promise<Pick<Subject, 'fault' | 'recording' | 'good' | 'otherRoutes'> & { places: Frame[] }> {
  const declared = service.definition.faults.some((each) => each.code === code);
  const found = declared ? null : await store.discoveredFault(service.name, code);
  if (!found)
    return { fault: faultOf(service, code), recording: null, good: [], otherRoutes: [], places: [] };
  const recording = await store.recordingFor(id);
  const files = (await store.serviceFiles(service.name))?.files ?? [];
  const fault = discoveredFault(service.definition, found, recording, files);
  const good = await store.goodRecordings(service.name, found.route);
  const otherRoutes = await store.goodElsewhere(service.name, found.route);
  if (fault.allowedFiles.length > 0) return { fault, recording, good, otherRoutes, places: found.frames };
  throw new SutureError(
    'unknown_fault',
    `No file of ${service.name} is known that a fix of ${code} may change: "heal" of its suture.yaml allows none of its files. Allow the file, then retry the incident.`,
  );
}

/** The recordings of an incident whose requests differ most from that of the one which says most. */
export async function readFurther(
  store: Pick<Store, 'recordingsOf'>,
  incidentId: string,
  recording: Recording | null,
): Promise<Recording[]> {
  return recording ? differentRecordings(recording, await store.recordingsOf(incidentId)) : [];
}

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
  const fault = await readFault(store, service, incident);
  return { incident, service, ...fault, further: await readFurther(store, incident.id, fault.recording) };
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
  const fault = await readFault(store, service, incident);
  return { incident, service, ...fault, further: await readFurther(store, incident.id, fault.recording) };
}
