import { SutureError } from '../domain/errors.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Knowledge, LearnedFix, Noted } from '../domain/ports/knowledge.ts';
import type { Store } from '../store/store.ts';
import type { FixToRevert } from './fix-to-revert.ts';
import { readSubjectAt } from './read-subject.ts';
import { keyOf, type Round, readAnalysis, readRound, worldKeyOf } from './run.ts';

export interface RememberDeps {
  store: Store;
  codeHosts: CodeHosts;
  knowledge: Knowledge;
}

export function createRememberActivities(deps: RememberDeps) {
  /** Remembers that a fix was rolled back, and why, so that a similar one is not offered as a fix that held. */
  async function rememberRollback(fix: FixToRevert): Promise<void> {
    const { why, by = null } = fix;
    await rememberFix(deps, fix, `rolled-back/${fix.attempt}`, (learned) =>
      deps.knowledge.learnRollback(learned, { why, by }),
    );
  }
  return {
    rememberRollback,
    /** {@link rememberRollback} under its name in the histories of 0.1. */
    rememberTakenBack: rememberRollback,
  };
}

/**
 * Passes the fix of a round to the knowledge. A failure that a retry cannot cure becomes a note in the timeline and
 * does not fail the heal; so does what was done in another way than configured.
 * @param step names the outcome; the same outcome of the same round is remembered once
 */
export async function rememberFix(
  { store, codeHosts }: Pick<RememberDeps, 'store' | 'codeHosts'>,
  round: Round,
  step: string,
  remember: (fix: LearnedFix) => Promise<Noted>,
): Promise<void> {
  const { evidence } = await readAnalysis(store, round.incidentId);
  const { incident, service, fault } = await readSubjectAt(
    { store, codeHosts },
    round.incidentId,
    evidence.commit,
  );
  const { proposal, chosen, verdicts } = await readRound(store, round);
  const fix = proposal.candidates.find(({ id }) => id === chosen);
  if (!fix) return;
  const before = await codeHosts.of(service).readFiles(evidence.commit, fault.allowedFiles);
  const learned: LearnedFix = {
    key: await worldKeyOf(store, round, step),
    incidentId: incident.id,
    service: service.name,
    evidence,
    rationale: fix.rationale,
    templates: fix.templates,
    before: Object.entries(before).map(([path, content]) => ({ path, content })),
    after: fix.edits,
    powers: verdicts.find(({ candidateId }) => candidateId === chosen)?.powers ?? [],
  };
  const note = await remember(learned).then(
    (noted) => noted.note,
    (error: unknown) => {
      if (!(error instanceof SutureError) || error.retryable) throw error;
      return `The fix is not remembered: ${error.message}`;
    },
  );
  const key = keyOf(round, `${step}-otherwise`);
  if (note) await store.addNote({ incidentId: incident.id, key, message: note });
}
