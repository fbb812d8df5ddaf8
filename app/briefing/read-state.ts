import type { ServiceRecord } from '../../domain/service.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';
import type { SystemState } from '../../store/page/page-store.ts';
import type { Store } from '../../store/store.ts';

/** The state of healing, worker and deploy, and the services that it is about. */
export interface CurrentState extends SystemState {
  services: ServiceRecord[];
}

/** Reads what every page and the overview of the API show. */
export async function readState(store: Pick<Store, 'listServices' | 'systemState'>): Promise<CurrentState> {
  const services = await store.listServices();
  const faults = declaredFaults(services).map(({ service, fault }) => ({
    service: service.name,
    code: fault.code,
  }));
  return { ...(await store.systemState(faults)), services };
}

/** The faults that all these services declare. */
export function declaredFaults(
  services: readonly ServiceRecord[],
): { service: ServiceRecord; fault: FaultDefinition }[] {
  return services.flatMap((service) =>
    (service.definition?.faults ?? []).map((fault) => ({ service, fault })),
  );
}

/** A fault by its service and code; null when the service does not declare it, or is not attached. */
export function findFault(
  services: readonly ServiceRecord[],
  service: string,
  code: string,
): FaultDefinition | null {
  const definition = services.find(({ name }) => name === service)?.definition;
  return definition?.faults.find((fault) => fault.code === code) ?? null;
}
