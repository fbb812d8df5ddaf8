import type { Occurrence } from '../../domain/incident.ts';
import type { StoreContext } from '../context.ts';
import { violates } from '../errors.ts';
import type { Store } from '../store.ts';
import { recordOccurrence } from './record-occurrence.ts';

/** As `recordOccurrence`, for one that is under way on a connection, too, that its caller took for dead. */
export async function recordOnce(
  context: StoreContext,
  occurrence: Occurrence,
): ReturnType<Store['recordOccurrence']> {
  try {
    return await recordOccurrence(context, occurrence);
  } catch (error) {
    if (!violates(error, 'occurrences_key')) throw error;
    // The other one was unseen when this began, and has been committed now.
    return recordOccurrence(context, occurrence);
  }
}
