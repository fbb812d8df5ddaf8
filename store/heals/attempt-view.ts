import type { Selectable } from 'kysely';
import type { Attempt } from '../../domain/fix.ts';
import type { Database } from '../database.ts';
import type { AttemptRecord } from '../model.ts';

type Row = Selectable<Database['attempts']>;

/** A round as the pages show it. */
export function toAttemptRecord(row: Row): AttemptRecord {
  return {
    healRun: row.heal_run,
    number: row.number,
    proposal: row.proposal,
    verdicts: row.verdicts,
    chosen: row.chosen,
    diff: row.diff,
    commit: row.commit,
    rejection: row.rejection,
    startedAt: row.started_at.toISOString(),
  };
}

/** A round as the next round's provider gets it: only candidates that were proven or refused. */
export function toAttempt({ number, proposal, verdicts, rejection }: Row): Attempt {
  const own = (proposal.tried ?? []).map(({ candidate }) => candidate);
  const candidates = new Map([...own, ...proposal.candidates].map((candidate) => [candidate.id, candidate]));
  const tried = verdicts.flatMap((verdict) => {
    const candidate = candidates.get(verdict.candidateId);
    return candidate ? [{ candidate, verdict }] : [];
  });
  return { number, provider: proposal.provider, tried, rejection };
}
