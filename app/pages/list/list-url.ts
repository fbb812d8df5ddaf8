import { z } from 'zod';
import { IncidentStatus } from '../../../domain/phases.ts';
import { Severity } from '../../../domain/service-definition.ts';
import type { ListQuery } from '../../../store/page/page-store.ts';
import { INCIDENTS } from '../frame/paths.ts';

/** Incidents on a page. */
export const PAGE_SIZE = 25;

const place = z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional().catch(undefined);

/** The list's state in the URL. An invalid value counts as absent. */
export const ListView = z.object({
  status: IncidentStatus.optional().catch(undefined),
  severity: Severity.optional().catch(undefined),
  service: z.string().min(1).max(63).optional().catch(undefined),
  fault: z.string().min(1).max(200).optional().catch(undefined),
  q: z.string().trim().min(1).max(200).optional().catch(undefined),
  below: place,
  above: place,
});
export type ListView = z.infer<typeof ListView>;

/** The query to the store. */
export function queryOf({ status, severity, service, fault, q, below, above }: ListView): ListQuery {
  return {
    limit: PAGE_SIZE,
    ...(status && { status }),
    ...(severity && { severity }),
    ...(service && { service }),
    ...(fault && { faultCode: fault }),
    ...(q && { search: q }),
    ...(below !== undefined ? { below } : above !== undefined && { above }),
  };
}

/** The address of a view; a change of what is listed leads to its first page. */
export function listPath(view: ListView): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const query = parameters.toString();
  return query ? `${INCIDENTS}?${query}` : INCIDENTS;
}

/** The same list from its first page on. */
export function fromTheTop({ below: _, above: __, ...view }: ListView): ListView {
  return view;
}

/** True when the view shows less than all incidents. */
export function isNarrowed({ status, severity, service, fault, q }: ListView): boolean {
  return [status, severity, service, fault, q].some((value) => value !== undefined);
}
