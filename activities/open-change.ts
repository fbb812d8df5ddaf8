import { SutureError } from '../domain/errors.ts';
import type { CodeHost, CodeHosts, Review, ReviewState } from '../domain/ports/code-host.ts';
import { closedUnmerged, nameOfReview } from '../domain/review.ts';
import type { Service } from '../domain/service.ts';
import type { Store } from '../store/store.ts';

/** What stands against another change of a fault, as the store and the code host know it. */
export interface ChangeBefore {
  /** One that an earlier heal left open: a fix updates it. */
  open: Review | null;
  /** Why none is opened until a person asks, a sentence. */
  closed: string | null;
}

/**
 * The newest change of a fault that a person saw. One that no heal waits for any more is looked up at the code host, since a person may
 * have closed it meanwhile.
 * @throws what the code host throws
 */
export async function changeBefore(
  { store, codeHosts }: { store: Pick<Store, 'changeOf' | 'endChange'>; codeHosts: CodeHosts },
  service: Service,
  faultCode: string,
): Promise<ChangeBefore> {
  const known = await store.changeOf(service.name, faultCode);
  if (!known) return { open: null, closed: null };
  const { review, incidentId, isAsked } = known;
  let { outcome, why } = known;
  if (outcome === null) {
    const found = await look(codeHosts.of(service), review);
    if (found?.state === 'pending') return { open: review, closed: null };
    outcome = found?.state ?? 'withdrawn';
    if (found?.state === 'closed') why = closedUnmerged(review, found);
    await store.endChange(review, outcome, why);
  }
  if (outcome !== 'closed' || isAsked) return { open: null, closed: null };
  const said = why ?? `${nameOfReview(review)} was closed unmerged.`;
  return { open: null, closed: `${said} It was the change for this fault (${incidentId}).` };
}

/** Null for a change that the code host does not know, as after the service moved to another repository. */
async function look(codeHost: CodeHost, { number }: Review): Promise<ReviewState | null> {
  try {
    return await codeHost.review(number);
  } catch (error) {
    if (error instanceof SutureError && error.type === 'unknown_review') return null;
    throw error;
  }
}
