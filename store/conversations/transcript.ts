import { sql } from 'kysely';
import { SutureError } from '../../domain/errors.ts';
import type { TranscriptEntry } from '../../domain/ports/fix-provider.ts';
import type { StoreContext } from '../context.ts';
import { unknownIncident, violates } from '../errors.ts';
import { json, storable } from '../json.ts';
import type { ConversationKey } from '../model.ts';

/**
 * Adds to a conversation the entry that comes after `position` others.
 * @throws SutureError `conversation_taken` (retryable), `unknown_incident`
 */
export async function appendToConversation(
  { db }: StoreContext,
  key: ConversationKey,
  position: number,
  { kind, content, usage, ms }: TranscriptEntry,
): Promise<void> {
  const text = JSON.stringify(content, (_name, item) => (typeof item === 'string' ? storable(item) : item));
  await db
    .insertInto('conversation_entries')
    .values({
      incident_id: key.incidentId,
      heal_run: key.healRun,
      attempt: key.attempt,
      provider: key.provider,
      position,
      kind,
      content: sql`${text}::json`,
      usage: usage && json(usage),
      ms,
    })
    .execute()
    .catch((error: unknown) => {
      if (violates(error, 'conversation_entries_incident_id_fkey')) throw unknownIncident(key.incidentId);
      if (violates(error, 'conversation_entries_pkey')) throw taken(key);
      throw error;
    });
}

/** The entries of one conversation, oldest first. */
export async function getConversation(
  { db }: StoreContext,
  key: ConversationKey,
): Promise<TranscriptEntry[]> {
  return db
    .selectFrom('conversation_entries')
    .select(['kind', 'content', 'usage', 'ms'])
    .where('incident_id', '=', key.incidentId)
    .where('heal_run', '=', key.healRun)
    .where('attempt', '=', key.attempt)
    .where('provider', '=', key.provider)
    .orderBy('position')
    .execute();
}

function taken({ incidentId, attempt, provider }: ConversationKey): SutureError {
  return new SutureError(
    'conversation_taken',
    `Another worker continues ${provider}'s attempt ${attempt} at ${incidentId}; this one starts again from what it wrote.`,
    { retryable: true, benign: true },
  );
}
