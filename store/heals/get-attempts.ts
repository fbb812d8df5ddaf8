import type { Attempt, Candidate } from '../../domain/fix.ts';
import type { StoreContext } from '../context.ts';
import { toAttempt } from './attempt-view.ts';

/**
 * The rounds of the present heal run, oldest first. Of earlier runs only those count whose fix was resolved and whose failure
 * returned, and of the same fault those whose change a person closed, as number 0: a retry is a new chance for all others.
 */
export async function getAttempts({ db }: StoreContext, incidentId: string): Promise<Attempt[]> {
  const returned = await db
    .selectFrom('attempts')
    .innerJoin('heal_outcomes as outcome', (join) =>
      join
        .onRef('outcome.incident_id', '=', 'attempts.incident_id')
        .onRef('outcome.heal_run', '=', 'attempts.heal_run'),
    )
    .where('attempts.incident_id', '=', incidentId)
    .where('outcome.returned_at', 'is not', null)
    .where('attempts.commit', 'is not', null)
    .where('attempts.rejection', 'is not', null)
    .orderBy('attempts.heal_run')
    .selectAll('attempts')
    .execute();
  const closed = await db
    .selectFrom('attempts')
    .innerJoin('changes', (join) =>
      join
        .onRef('changes.incident_id', '=', 'attempts.incident_id')
        .onRef('changes.heal_run', '=', 'attempts.heal_run')
        .onRef('changes.attempt', '=', 'attempts.number'),
    )
    .innerJoin('incidents', (join) =>
      join
        .onRef('incidents.service', '=', 'changes.service')
        .onRef('incidents.fault_code', '=', 'changes.fault_code'),
    )
    .where('incidents.id', '=', incidentId)
    .where('changes.outcome', '=', 'closed')
    .orderBy('changes.opened_at')
    .selectAll('attempts')
    .execute();
  const earlier = [...returned, ...closed].map((row) => ({ ...toAttempt(row), number: 0 }));
  const rows = await attemptsOf(db, incidentId).orderBy('attempts.number').execute();
  return [...earlier, ...rows.map(toAttempt)];
}

/** A candidate of a round of the present heal run; null when it was not kept. */
export async function getCandidate(
  { db }: StoreContext,
  incidentId: string,
  number: number,
  candidateId: string,
): Promise<Candidate | null> {
  const row = await attemptsOf(db, incidentId).where('attempts.number', '=', number).executeTakeFirst();
  return row?.proposal.candidates.find((candidate) => candidate.id === candidateId) ?? null;
}

function attemptsOf(db: StoreContext['db'], incidentId: string) {
  return db
    .selectFrom('attempts')
    .innerJoin('incidents', (join) =>
      join
        .onRef('incidents.id', '=', 'attempts.incident_id')
        .onRef('incidents.heal_run', '=', 'attempts.heal_run'),
    )
    .where('attempts.incident_id', '=', incidentId)
    .selectAll('attempts');
}
