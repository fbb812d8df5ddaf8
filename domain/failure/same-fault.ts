import type { DiscoveredFault } from '../discovered.ts';
import { routeFit } from '../route.ts';
import type { Fingerprint } from './fingerprint.ts';

type Known = Pick<DiscoveredFault, 'code' | 'base' | 'routeTemplate' | 'sql' | 'source'>;

/**
 * The fault that a failure belongs to: the one with its code, else the only one that another way of reporting has shown
 * with less or more of the same. Sentry and OpenTelemetry know no statement, and each names a route in its own way.
 * @returns null: it is a new one
 */
export function sameFault(fingerprint: Fingerprint, source: string, known: readonly Known[]): string | null {
  const exact = known.find(({ code }) => code === fingerprint.code);
  if (exact) return exact.code;
  const similar = known.filter(
    (fault) =>
      fault.base === fingerprint.base &&
      fault.source !== source &&
      agree(fault.sql, fingerprint.sql) &&
      sameRoute(fault.routeTemplate, fingerprint.route),
  );
  return similar.length === 1 ? (similar[0]?.code ?? null) : null;
}

function agree(one: string | null, other: string | null): boolean {
  if (one === null || other === null || one === other) return true;
  // One of them knows the SQLSTATE only.
  return one.startsWith(`${other} `) || other.startsWith(`${one} `);
}

function sameRoute(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return one === other || routeFit(one, other) !== null;
}
