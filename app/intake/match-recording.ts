import type { Recording } from '../../domain/recording.ts';
import { routeFit } from '../../domain/route.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';
import { findMarker } from './find-marker.ts';

/** Above any route's segments. */
const EXACT = 1_000;

/**
 * The declared fault that a failing request shows: the one that the recorder names, else the one whose marker its error or
 * its log line bears, else the one with its method and route. Of several the one that says more of the path.
 */
export function matchRecording(recording: Recording, service: ServiceRecord): FaultDefinition | null {
  const faults = service.definition?.faults ?? [];
  const { faultCode, message, logLine } = recording;
  if (faultCode !== null) return faults.find(({ code }) => code === faultCode) ?? null;
  for (const text of [logLine, message]) {
    for (const line of text.split('\n')) {
      const marked = findMarker(line, [service]);
      if (marked) return marked.fault;
    }
  }
  const fits = faults.flatMap((fault) => {
    const fit = fitOf(fault, recording);
    return fit === null ? [] : [{ fault, fit }];
  });
  return fits.sort((one, other) => other.fit - one.fit)[0]?.fault ?? null;
}

/** Null where the request is not of this fault. */
function fitOf({ route, probe }: FaultDefinition, { request, status }: Recording): number | null {
  if (!request) return null;
  if (probe.kind !== 'http') return routeFit(route, request.path);
  const { method, path } = probe.request;
  if (method.toUpperCase() !== request.method.toUpperCase()) return null;
  // The answer that the fault's probe expects is no failure of it.
  if (status !== null && status === probe.expect?.status) return null;
  if (path === request.path) return EXACT;
  return routeFit(route, request.path) ?? routeFit(path, request.path);
}
