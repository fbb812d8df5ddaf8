import type { Proposal } from '../domain/fix.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { FixProvider } from '../domain/ports/fix-provider.ts';
import type { Prover } from '../domain/ports/prover.ts';
import type { Store } from '../store/store.ts';
import { longStep } from './long-step.ts';
import { budgetLeft, budgetOf } from './model-budget.ts';
import { createProviderContext } from './provider-context.ts';
import { readSubjectAt } from './read-subject.ts';
import { keyOf, type Round, readAnalysis, unknownIncident } from './run.ts';

export interface Proposed {
  candidates: number;
  /** Why there is nothing to prove; null when there is. */
  refusal: string | null;
  /** The provider's explanation of the fault, in a sentence or a few. */
  explanation: string;
}

export interface ProposeDeps {
  store: Store;
  codeHosts: CodeHosts;
  provider: FixProvider;
  prover: Prover;
}

export function createProposeActivities({ store, codeHosts, provider, prover }: ProposeDeps) {
  return {
    /** Asks the fix provider for candidates, once a round, and passes on how earlier rounds went. */
    async proposeFix(round: Round): Promise<Proposed> {
      const analysis = await readAnalysis(store, round.incidentId);
      const { evidence, knowledge } = analysis;
      const { incident, service, fault, recording, good, further } = await readSubjectAt(
        { store, codeHosts },
        round.incidentId,
        evidence.commit,
      );
      await store.moveIncident({
        incidentId: incident.id,
        key: keyOf(round, `fixing/${round.attempt}`),
        to: 'fixing',
        message: `Attempt ${round.attempt} of ${fault.policy.attempts}: looks for fixes (${provider.name}).`,
        data: { attempt: round.attempt },
      });
      const detail = await store.getIncidentDetail(incident.id);
      if (!detail) throw unknownIncident(incident.id);
      const kept = detail.attempts.find(
        ({ healRun, number }) => healRun === round.healRun && number === round.attempt,
      );
      // A worker died after the answer was kept; a model is not paid twice.
      if (kept) return summarize(kept.proposal);

      const files = await codeHosts.of(service).readFiles(evidence.commit, fault.allowedFiles);
      const attempts = await store.getAttempts(incident.id);
      const conversations = await store.getConversations(incident.id);
      const answer = await longStep((step) =>
        provider.propose(
          {
            evidence,
            files: Object.entries(files).map(([path, content]) => ({ path, content })),
            knowledge,
            attempts,
            candidates: fault.policy.candidates,
            ...budgetLeft(fault.policy, round, detail.attempts, conversations),
            policy: budgetOf(fault.policy),
          },
          createProviderContext(
            { store, prover },
            round,
            { service, fault, recording, good, further },
            analysis,
            step,
          ),
        ),
      );
      const proposal = { ...answer, candidates: answer.candidates.slice(0, fault.policy.candidates) };
      await store.saveProposal(incident.id, round.attempt, proposal);
      const { refusal, candidates, explanation } = summarize(proposal);
      await store.addNote({
        incidentId: incident.id,
        key: keyOf(round, `proposed/${round.attempt}`),
        message: refusal
          ? `${proposal.provider} has nothing to propose: ${refusal}`
          : `${proposal.provider} proposes ${candidates} ${candidates === 1 ? 'fix' : 'fixes'}: ${explanation}${others(proposal)}`,
        data: {
          attempt: round.attempt,
          provider: proposal.provider,
          candidates: proposal.candidates.slice(0, 10).map(({ id, rationale, confidence }) => ({
            id,
            rationale,
            confidence,
          })),
          usage: proposal.usage,
          outcomes: proposal.outcomes ?? [],
        },
      });
      return { refusal, candidates, explanation };
    },
  };
}

function summarize(proposal: Proposal): Proposed {
  const none = proposal.candidates.length === 0 ? 'There is no candidate that could be proven.' : null;
  return {
    candidates: proposal.candidates.length,
    refusal: none && (proposal.refusal ?? none),
    explanation: proposal.rootCause.explanation,
  };
}

/** The outcomes of the other providers, and any limit that was reached. */
function others({ provider, outcomes = [] }: Proposal): string {
  const told = outcomes.filter((each) => each.provider !== provider || each.outcome !== 'proposed');
  return told.map((each) => ` (${each.provider} ${each.outcome}: ${each.detail})`).join('');
}
