import type { Verdict } from '../../domain/fix.ts';
import type { StoreContext } from '../context.ts';
import { unknownIncident, violates } from '../errors.ts';
import { json } from '../json.ts';
import type { ProofKey } from '../model.ts';

/** Keeps the verdict on a candidate at a commit; the first one counts. @throws SutureError `unknown_incident`. */
export async function saveProof({ db }: StoreContext, key: ProofKey, verdict: Verdict): Promise<void> {
  await db
    .insertInto('proofs')
    .values({
      incident_id: key.incidentId,
      heal_run: key.healRun,
      commit: key.commit,
      candidate_id: key.candidateId,
      verdict: json(verdict),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
    .catch((error: unknown) => {
      throw violates(error, 'proofs_incident_id_fkey') ? unknownIncident(key.incidentId) : error;
    });
}

/** The verdict that was kept; null when there is none. */
export async function getProof({ db }: StoreContext, key: ProofKey): Promise<Verdict | null> {
  const row = await db
    .selectFrom('proofs')
    .select('verdict')
    .where('incident_id', '=', key.incidentId)
    .where('heal_run', '=', key.healRun)
    .where('commit', '=', key.commit)
    .where('candidate_id', '=', key.candidateId)
    .executeTakeFirst();
  return row?.verdict ?? null;
}
