import { randomBytes } from 'node:crypto';
import { mayFollow, Phase } from '../../domain/phases.ts';
import type { Store } from '../store.ts';
import { occurrence } from './occurrence.ts';

/** A remediation as a heal records it; without one no incident may become resolved. */
export const REMEDIATION = {
  action_type: 'auto_fix_pushed',
  parameters: { commit: 'c'.repeat(40) },
  execution_timestamp: '2026-01-01T00:00:00.000Z',
};

/**
 * Opens an incident and walks it to a phase by moves that the phase table allows, as its heal would.
 * @param given what the failing request was; each incident has a fault of its own unless it is given one
 * @returns the incident's id
 */
export async function incidentIn(
  store: Pick<Store, 'recordOccurrence' | 'moveIncident'>,
  phase: Phase,
  given: Parameters<typeof occurrence>[0] = {},
): Promise<string> {
  const faultCode = `FAULT_${randomBytes(6).toString('hex').toUpperCase()}`;
  const { incidentId } = await store.recordOccurrence(occurrence({ faultCode, ...given }));
  for (const to of pathTo(phase)) {
    await store.moveIncident({
      incidentId,
      key: `test/${to}`,
      to,
      message: `now ${to}`,
      ...(to === 'pushing' && { remediation: REMEDIATION }),
    });
  }
  return incidentId;
}

/** The shortest way from `detected` to a phase, without `detected` itself. */
export function pathTo(phase: Phase): Phase[] {
  const paths: Phase[][] = [[]];
  const seen = new Set<Phase>(['detected']);
  for (const path of paths) {
    const last = path.at(-1) ?? 'detected';
    if (last === phase) return path;
    for (const next of Phase.options.filter((to) => mayFollow(last, to) && !seen.has(to))) {
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  throw new Error(`no way leads to ${phase}`);
}
