import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Attachment, ServiceRecord } from '../../domain/service.ts';
import type { StoreContext } from '../context.ts';
import { json } from '../json.ts';
import { insertOutbox } from '../outbox/enqueue.ts';
import { hashOfKey, toServiceRecord } from './service-view.ts';

/**
 * Attaches a service, or changes one that is attached, and enqueues the reading of its `suture.yaml`. The definition that
 * was read before stays until then, so that requests and failures of a service that is live still find its faults. Its
 * commit stays only where repository and branch are the same: without one, no heal uses it.
 * @param key the key of intake; it replaces an earlier one. Null keeps the key that the service has
 */
export async function attachService(
  { db }: StoreContext,
  attachment: Attachment,
  key: string | null,
): Promise<ServiceRecord> {
  const { name } = attachment;
  const row = await db.transaction().execute(async (tx) => {
    const written = await tx
      .insertInto('services')
      .values({ name, attachment: json(attachment), key_hash: hashOfKey(key ?? randomUUID()) })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet((eb) => {
          const kept = <T>(column: 'definition_commit' | 'problem') => sql<T>`
            case when services.attachment -> 'repository' = excluded.attachment -> 'repository'
              and services.attachment -> 'branch' = excluded.attachment -> 'branch'
              then ${sql.ref(`services.${column}`)} end`;
          return {
            attachment: eb.ref('excluded.attachment'),
            key_hash: eb.ref(key === null ? 'services.key_hash' : 'excluded.key_hash'),
            definition_commit: kept('definition_commit'),
            problem: kept('problem'),
          };
        }),
      )
      .returningAll()
      .executeTakeFirstOrThrow();
    await insertOutbox(
      tx,
      { kind: 'read_definition', service: name },
      `read_definition:${name}:${randomUUID()}`,
    );
    return written;
  });
  return toServiceRecord(row);
}
