import type { ServiceDefinition } from '../../domain/service-definition.ts';
import type { StoreContext } from '../context.ts';
import { json, storable } from '../json.ts';

/**
 * Keeps what the newest `suture.yaml` of a service says, or why it cannot be used. Does nothing for a service that is
 * not attached.
 * @param commit where it was read; null when the commit itself could not be learned
 * @param definition null when it cannot be used
 * @param problem a sentence for a person; null when there is a definition
 */
export async function saveDefinition(
  { db }: StoreContext,
  name: string,
  commit: string | null,
  definition: ServiceDefinition | null,
  problem: string | null,
): Promise<void> {
  await db
    .updateTable('services')
    .set({
      definition: definition && json(definition),
      definition_commit: commit,
      problem: problem && storable(problem, 16_000),
      read_at: new Date(),
    })
    .where('name', '=', name)
    .execute();
}
