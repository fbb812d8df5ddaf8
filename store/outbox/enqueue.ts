import { type Kysely, sql } from 'kysely';
import { healWorkflowId, IncidentId, rollBackWorkflowId } from '../../domain/incident.ts';
import type { TraceContext } from '../../domain/ports/tracing.ts';
import type { StoreContext } from '../context.ts';
import type { Database } from '../database.ts';
import { unknownIncident, violates } from '../errors.ts';
import { json } from '../json.ts';
import type { OutboxMessage } from '../model.ts';
import { resetWorkflowId } from '../resets/reset-view.ts';

/**
 * Adds a message to the outbox.
 * @returns false when the key was used before: then nothing is added
 * @throws SutureError `unknown_incident` for the start of a heal whose incident does not exist
 */
export async function enqueue(
  { db }: StoreContext,
  message: OutboxMessage,
  dedupeKey: string,
): Promise<boolean> {
  return insertOutbox(db, message, dedupeKey);
}

/**
 * The same within the transaction that made the message necessary. The same key again does nothing: false.
 * @param trace what it continues; unless given, what the first message about the same incident did
 */
export async function insertOutbox(
  db: Kysely<Database>,
  message: OutboxMessage,
  dedupeKey: string,
  trace: TraceContext | null = null,
): Promise<boolean> {
  const target = targetOf(message);
  const incidentId = incidentOf(message);
  const inserted = await db
    .insertInto('outbox')
    .values({
      dedupe_key: dedupeKey,
      target,
      message: json(message),
      incident_id:
        message.kind === 'start_heal'
          ? incidentId
          : // The workflow may outlive its incident for a moment; the signal must not fail for that.
            sql<string | null>`(select id from incidents where id = ${incidentId})`,
      trace: trace
        ? json(trace)
        : sql<TraceContext | null>`(select trace from outbox
            where incident_id = ${incidentId} and trace is not null order by id limit 1)`,
    })
    .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
    .returning('id')
    .execute()
    .catch((error: unknown) => {
      throw incidentId && violates(error, 'outbox_incident_id_fkey') ? unknownIncident(incidentId) : error;
    });
  return inserted.length > 0;
}

/** The workflow, or the service, that a message is for; messages for the same one are handed over in their order. */
function targetOf(message: OutboxMessage): string {
  if (message.kind === 'start_heal') return healWorkflowId(message.incidentId);
  if (message.kind === 'start_roll_back') return rollBackWorkflowId(message.incidentId);
  if (message.kind === 'start_reset') return resetWorkflowId(message.resetId);
  if (message.kind === 'read_definition') return serviceTarget(message.service);
  if (message.kind === 'judge_return') return `return-${message.incidentId}`;
  return message.workflowId;
}

/** What the messages about a service itself are for. */
export function serviceTarget(name: string): string {
  return `service-${name}`;
}

function incidentOf(message: OutboxMessage): string | null {
  if ('incidentId' in message) return message.incidentId;
  if (message.kind === 'start_reset' || message.kind === 'read_definition') return null;
  const id = message.workflowId.replace(/^heal-/, '');
  return IncidentId.safeParse(id).success ? id : null;
}
