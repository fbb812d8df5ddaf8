import type { DiscoveredFault } from '../../../domain/discovered.ts';
import type { Store } from '../../../store/store.ts';
import { matchRecording } from '../match-recording.ts';
import { createAnalyse } from './analyse.ts';
import type { Arrived } from './arrived.ts';
import { createKnownFaults } from './known-faults.ts';
import type { KnownServices } from './known-services.ts';

/** The fault that a failure shows; `fault` null: the service declares it, or its recorder names it. */
export type FindFault = (arrived: Arrived) => Promise<{ code: string; fault: DiscoveredFault | null }>;

/** Finds the fault of a failure: a declared one first, else by its fingerprint. */
export function createFindFault({
  store,
  services,
}: {
  store: Pick<Store, 'discoveredFaults'>;
  services: KnownServices;
}): FindFault {
  const faults = createKnownFaults(store);
  const analyse = createAnalyse();

  return async (arrived) => {
    const { recording, service } = arrived;
    const declared = matchRecording(recording, service);
    const code = declared?.code ?? recording.faultCode;
    if (code !== null) return { code, fault: null };
    const analysis = analyse(recording, service, await services.filesOf(service));
    const fault = await faults.resolve(service.name, analysis, recording.message);
    return { code: fault.code, fault };
  };
}
