import { sql, type Updateable } from 'kysely';
import { SutureError } from '../../domain/errors.ts';
import type { Proposal, Verdict } from '../../domain/fix.ts';
import type { StoreContext } from '../context.ts';
import type { Database } from '../database.ts';
import { unknownIncident } from '../errors.ts';
import { json, storable } from '../json.ts';

/**
 * Opens a round of the incident's present heal run; the same round again replaces its proposal. What the provider has
 * proven by itself counts as tried.
 */
export async function saveProposal(
  { db }: StoreContext,
  incidentId: string,
  number: number,
  proposal: Proposal,
): Promise<void> {
  const verdicts = (proposal.tried ?? []).map(({ verdict }) => verdict);
  const result = await db
    .insertInto('attempts')
    .columns(['incident_id', 'heal_run', 'number', 'proposal', 'verdicts'])
    .expression((eb) =>
      eb
        .selectFrom('incidents')
        .where('id', '=', incidentId)
        .select([
          'id',
          'heal_run',
          sql<number>`${number}::integer`.as('number'),
          json(proposal).as('proposal'),
          json(verdicts).as('verdicts'),
        ]),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['incident_id', 'heal_run', 'number'])
        .doUpdateSet((eb) => ({ proposal: eb.ref('excluded.proposal') })),
    )
    .executeTakeFirstOrThrow();
  if (!result.numInsertedOrUpdatedRows) throw unknownIncident(incidentId);
}

/** Keeps the verdicts on the candidates of a round, and which of them is to be pushed. */
export async function saveVerdicts(
  context: StoreContext,
  incidentId: string,
  number: number,
  verdicts: Verdict[],
  chosen: string | null,
  diff: string | null,
): Promise<void> {
  await updateAttempt(context, incidentId, number, {
    verdicts: json(verdicts) as never,
    chosen,
    diff: diff && storable(diff),
  });
}

/** Keeps why a proven fix was not good enough: a person rejected it, or it did not hold in production. */
export async function saveRejection(
  context: StoreContext,
  incidentId: string,
  number: number,
  rejection: string,
): Promise<void> {
  await updateAttempt(context, incidentId, number, { rejection: storable(rejection) });
}

async function updateAttempt(
  { db }: StoreContext,
  incidentId: string,
  number: number,
  change: Updateable<Database['attempts']>,
): Promise<void> {
  const result = await db
    .updateTable('attempts')
    .set(change)
    .where('incident_id', '=', incidentId)
    .where('number', '=', number)
    .where('heal_run', '=', (eb) =>
      eb.selectFrom('incidents').select('heal_run').where('id', '=', incidentId),
    )
    .executeTakeFirstOrThrow();
  if (result.numUpdatedRows) return;
  throw new SutureError(
    'unknown_attempt',
    `${incidentId} has no attempt ${number} in its present heal run; save the proposal first.`,
    { details: { incidentId, number } },
  );
}
