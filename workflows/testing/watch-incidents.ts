import { isTerminal, type Phase } from '../../domain/phases.ts';
import type { TraceContext } from '../../domain/ports/tracing.ts';
import type { Store } from '../../store/store.ts';
import { occurrence } from '../../store/testing/occurrence.ts';
import { until } from './world.ts';

/** What a test asks about an incident, or waits for. */
export function watchIncidents(store: Store) {
  async function explain(incidentId: string): Promise<string> {
    const detail = await store.getIncidentDetail(incidentId);
    return (detail?.timeline ?? []).map((row) => `${row.to_phase ?? '-'}: ${row.message}`).join('\n');
  }

  return {
    async phase(incidentId: string): Promise<Phase | null> {
      return (await store.getIncident(incidentId))?.phase ?? null;
    },

    /** Waits until an incident is in a phase; an end that is not the wanted one is an error at once. */
    async reaches(incidentId: string, wanted: Phase): Promise<void> {
      await until(async () => {
        const phase = (await store.getIncident(incidentId))?.phase;
        if (!phase) throw new Error(`${incidentId} is gone`);
        if (phase !== wanted && isTerminal(phase)) throw new Error(await explain(incidentId));
        return phase === wanted;
      });
    },

    /** As `reaches`, for an end that may come after another one. */
    async becomes(incidentId: string, wanted: Phase): Promise<void> {
      await until(async () => (await store.getIncident(incidentId))?.phase === wanted);
    },

    explain,

    /** The phases that an incident went through. */
    async phases(incidentId: string): Promise<(Phase | null)[]> {
      const detail = await store.getIncidentDetail(incidentId);
      return (detail?.timeline ?? []).filter(({ kind }) => kind === 'phase').map(({ to_phase }) => to_phase);
    },
  };
}

/** A request that meets the fault `one` or `two` of a service of the test world. */
export function failingRequest(service: string, name: string, message: string, trace: TraceContext | null) {
  const faultCode = `FAULT_${name.toUpperCase()}`;
  const logLine = `${faultCode} route=/${name} reason=broken latency=0.01${message && ` ${message}`}`;
  return occurrence({ service, faultCode, faultType: 'test_fault', route: `/${name}`, logLine, trace });
}
