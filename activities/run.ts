import { SutureError } from '../domain/errors.ts';
import type { AttemptRecord, Store } from '../store/store.ts';

/** One heal of one incident; a retry by a person is the next run. */
export interface HealRun {
  incidentId: string;
  /** From 1. */
  healRun: number;
}

/** One round of proposing and proving within a run. */
export interface Round extends HealRun {
  /** From 1. */
  attempt: number;
}

/** The idempotency key of a step: the same step of the same run is done once, also when it is retried. */
export function keyOf(run: HealRun, step: string): string {
  return `heal-${run.incidentId}/${run.healRun}/${step}`;
}

/**
 * As {@link keyOf}, for what outlives this database: commits, branches, past fixes, notifications. A new database numbers
 * incidents from 1 again; the nonce keeps its keys apart from those of the database before.
 * @throws SutureError `unknown_incident` (benign)
 */
export async function worldKeyOf(store: Pick<Store, 'nonceOf'>, run: HealRun, step: string): Promise<string> {
  return withNonce(keyOf(run, step), await store.nonceOf(run.incidentId));
}

export function withNonce(key: string, nonce: string | null): string {
  return nonce === null ? key : `${key}/${nonce}`;
}

/**
 * A round as it was kept.
 * @throws SutureError `unknown_incident`, `unknown_attempt`
 */
export async function readRound(store: Store, round: Round): Promise<AttemptRecord> {
  const found = await findRound(store, round);
  if (found) return found;
  throw new SutureError(
    'unknown_attempt',
    `Attempt ${round.attempt} of ${round.incidentId} was not kept; retry the incident.`,
  );
}

/** As {@link readRound}, null when nothing was proposed yet. */
async function findRound(store: Store, round: Round): Promise<AttemptRecord | null> {
  const detail = await store.getIncidentDetail(round.incidentId);
  if (!detail) throw unknownIncident(round.incidentId);
  return (
    detail.attempts.find((each) => each.healRun === round.healRun && each.number === round.attempt) ?? null
  );
}

/**
 * What the analysis found.
 * @throws SutureError `unknown_incident`
 */
export async function readAnalysis(store: Store, incidentId: string) {
  const analysis = await store.getAnalysis(incidentId);
  if (!analysis) throw unknownIncident(incidentId);
  return analysis;
}

export function unknownIncident(incidentId: string): SutureError {
  return new SutureError(
    'unknown_incident',
    `There is no incident ${incidentId}. A reset may have deleted it.`,
    {
      benign: true,
    },
  );
}
