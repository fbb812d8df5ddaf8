import { sql } from 'kysely';
import type { Candidate } from '../../domain/fix.ts';
import type { StoreContext } from '../context.ts';
import { json, storable } from '../json.ts';

/**
 * Keeps the fix of a round as a person changed it before the merge: from now on it is the chosen one, beside what was
 * proposed. The same once more changes nothing.
 */
export async function saveMerged(
  { db }: StoreContext,
  incidentId: string,
  number: number,
  candidate: Candidate,
  diff: string,
): Promise<void> {
  await sql`
    update attempts set chosen = ${candidate.id}, diff = ${storable(diff)},
      proposal = case
        when proposal -> 'candidates' @> ${json([{ id: candidate.id }])} then proposal
        else jsonb_set(proposal, '{candidates}', (proposal -> 'candidates') || ${json([candidate])})
      end
    where incident_id = ${incidentId} and number = ${number}
      and heal_run = (select heal_run from incidents where id = ${incidentId})`.execute(db);
}
