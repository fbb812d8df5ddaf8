import { SutureError } from '../domain/errors.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { Knowledge, LearnedFix, Noted } from '../domain/ports/knowledge.ts';
import type { SutureConfig } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import type { FixToRevert } from './revert-fix.ts';
import { keyOf, type Round, readAnalysis, readRound, readSubject, worldKeyOf } from './run.ts';

export interface RememberDeps {
  store: Store;
  codeHost: CodeHost;
  knowledge: Knowledge;
  config: SutureConfig;
}

export function createRememberActivities(deps: RememberDeps) {
  return {
    /** Remembers that a fix was taken back, and why, so that none like it is offered as one that held. */
    async rememberTakenBack(fix: FixToRevert): Promise<void> {
      const { why, by = null } = fix;
      await rememberFix(deps, fix, `taken-back/${fix.attempt}`, (learned) =>
        deps.knowledge.takeBack(learned, { why, by }),
      );
    },
  };
}

/**
 * Hands the fix of a round to the knowledge. What cannot be remembered, whoever tries again, is no reason to lose a heal:
 * that is a note in the timeline, as is whatever was done otherwise than configured.
 * @param step names the outcome; the same outcome of the same round is remembered once
 */
export async function rememberFix(
  { store, codeHost, config }: Pick<RememberDeps, 'store' | 'codeHost' | 'config'>,
  round: Round,
  step: string,
  remember: (fix: LearnedFix) => Promise<Noted>,
): Promise<void> {
  const { incident, service, fault } = await readSubject(store, config, round.incidentId);
  const { evidence } = await readAnalysis(store, incident.id);
  const { proposal, chosen } = await readRound(store, round);
  const fix = proposal.candidates.find(({ id }) => id === chosen);
  if (!fix) return;
  const before = await codeHost.readFiles(evidence.commit, fault.allowedFiles);
  const learned: LearnedFix = {
    key: await worldKeyOf(store, round, step),
    incidentId: incident.id,
    service: service.name,
    evidence,
    rationale: fix.rationale,
    templates: fix.templates,
    before: Object.entries(before).map(([path, content]) => ({ path, content })),
    after: fix.edits,
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
