import type { DiscoveredFault } from '../../../domain/discovered.ts';
import type { Store } from '../../../store/store.ts';
import { matchRecording } from '../match-recording.ts';
import { type Analysis, analyse } from './analyse.ts';
import type { Arrived } from './arrived.ts';
import { createKnownFaults } from './known-faults.ts';
import type { KnownServices } from './known-services.ts';

/** Analyses that are kept: failures of a storm are equal but for their ids. */
const MOST = 500;

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
  const analyses = new Map<string, Analysis>();

  async function analysisOf({ recording, service }: Arrived): Promise<Analysis> {
    const files = await services.filesOf(service);
    const { kind, source, route, request, status, errorClass, sqlstate, message, stack, steps, errors } =
      recording;
    // What was asked outside is part of it, and too long for a key.
    if (steps.length > 0) return analyse(recording, service, files);
    const key = JSON.stringify([
      [service.name, service.definitionCommit, files === null, kind, source, route, request?.method, status],
      [errorClass, sqlstate, message, stack, errors, recording.release === null],
    ]);
    const known = analyses.get(key);
    if (known) return known;
    const analysis = analyse(recording, service, files);
    analyses.set(key, analysis);
    if (analyses.size > MOST) analyses.delete(analyses.keys().next().value as string);
    return analysis;
  }

  return async (arrived) => {
    const { recording, service } = arrived;
    const declared = matchRecording(recording, service);
    const code = declared?.code ?? recording.faultCode;
    if (code !== null) return { code, fault: null };
    const fault = await faults.resolve(service.name, await analysisOf(arrived), recording.message);
    return { code: fault.code, fault };
  };
}
