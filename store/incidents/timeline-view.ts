import type { Selectable } from 'kysely';
import type { TimelineEntry } from '../../domain/incident.ts';
import type { Database } from '../database.ts';

/** The HTTP API's view of a row; the key stays inside. */
export function toTimelineEntry({ key: _, at, ...row }: Selectable<Database['timeline']>): TimelineEntry {
  return { ...row, at: at.toISOString() };
}
