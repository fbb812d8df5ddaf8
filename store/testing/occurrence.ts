import type { Occurrence } from '../../domain/incident.ts';

/** A failing request for tests; give what matters to the test. */
export function occurrence(given: Partial<Occurrence> = {}): Occurrence {
  const faultCode = given.faultCode ?? 'FAULT_ONE';
  return {
    service: 'shop',
    faultCode,
    faultType: 'broken_thing',
    severity: 'high',
    route: '/things',
    reason: 'broken',
    logLine: `${faultCode} route=/things reason=broken latency=0.50`,
    latencyMs: 500,
    ...given,
  };
}
