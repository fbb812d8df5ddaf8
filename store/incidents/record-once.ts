import type { Occurrence } from '../../domain/incident.ts';
import type { StoreContext } from '../context.ts';
import { violates } from '../errors.ts';
import { type Recorded, recordOccurrence } from './record-occurrence.ts';

/**
 * Groups a failing request into the open incident of its fault, or opens one together with the outbox row that starts
 * its workflow. The same key of the same service counts once, also when an earlier call is still under way on a
 * connection that its caller took for dead.
 */
export async function recordOnce(context: StoreContext, occurrence: Occurrence): Promise<Recorded> {
  try {
    return await recordOccurrence(context, occurrence);
  } catch (error) {
    if (!violates(error, 'occurrences_key')) throw error;
    // The other one was unseen when this began, and has been committed now.
    return recordOccurrence(context, occurrence);
  }
}
