import { deliveryOf } from '../domain/delivery-of.ts';
import { isUndeclared } from '../domain/discovered-fault.ts';
import { endsSearch, triesFurther } from '../domain/ends-search.ts';
import type { Candidate, RootCause, Verdict } from '../domain/fix.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Prover } from '../domain/ports/prover.ts';
import { reasonForApproval } from '../domain/require-approval.ts';
import { unifiedDiff } from '../platform/unified-diff.ts';
import type { Store } from '../store/store.ts';
import type { EarlyProofs } from './early-proof.ts';
import { longStep } from './long-step.ts';
import { noteProof } from './note-proof.ts';
import { readSubjectAt, type Subject } from './read-subject.ts';
import { keyOf, type Round, readAnalysis, readRound } from './run.ts';
import { withTest } from './with-test.ts';

export interface Proven {
  /** The candidate that holds, or null when none of the round does. */
  candidateId: string | null;
  /** What it does, or why none of them holds: a sentence. */
  summary: string;
  tried: number;
  /** There are more candidates: other incidents have their turn, then the step is asked for again. */
  more?: boolean;
  /** A person must approve it before it is pushed. Absent in histories from before this was judged. */
  needsApproval?: boolean;
}

export interface ProveDeps {
  store: Store;
  codeHosts: CodeHosts;
  prover: Prover;
  /** Absent: each proof begins after the replay. */
  earlyProofs?: EarlyProofs;
  /** How long one turn may begin new proofs, in milliseconds; for tests. */
  turnMs?: number;
}

/** Shorter than a proof of most candidates that fail, so that another incident waits for one of them at most. */
const TURN_MS = 5_000;

export function createProveActivities(deps: ProveDeps) {
  const { store, codeHosts, prover, earlyProofs, turnMs = TURN_MS } = deps;
  return {
    /**
     * Proves the round's candidates, best first, until one holds that can do no more than the code before, or that ends the
     * search as it is. One that can do more is taken when none of the next few holds without that. Each verdict is kept at once; a verdict that the
     * provider's own loop reached on the same commit is used again. Gives way to other incidents after a turn.
     */
    async proveCandidates(round: Round): Promise<Proven> {
      const { evidence, reproduction } = await readAnalysis(store, round.incidentId);
      const { incident, service, fault, recording, good, further } = await readSubjectAt(
        { store, codeHosts },
        round.incidentId,
        evidence.commit,
      );
      const { proposal, verdicts } = await readRound(store, round);
      const before = await codeHosts.of(service).readFiles(evidence.commit, fault.allowedFiles);
      const rejected = await rejectedCandidates(store, round);
      await store.moveIncident({
        incidentId: incident.id,
        key: keyOf(round, `validating/${round.attempt}`),
        to: 'validating',
        message: `Proves ${proposal.candidates.length} of ${proposal.provider}'s candidates, best first.`,
        data: { attempt: round.attempt },
        rootCause: proposal.rootCause satisfies RootCause,
      });

      return longStep(async (step) => {
        const turnEnds = performance.now() + turnMs;
        const knownBefore = verdicts.length;
        const here = { incidentId: incident.id, commit: evidence.commit };
        const found = (candidate: Candidate, verdict: Verdict) =>
          provenBy({ service, fault }, candidate, verdict, verdicts.length);
        /** Proven, but for a person to approve; a later one may need none. */
        let waiting: { candidate: Candidate; verdict: Verdict; further: Verdict[] } | null = null;
        for (const [index, candidate] of proposal.candidates.entries()) {
          if (rejected.has(candidate.id)) continue;
          const known = verdicts.find((each) => each.candidateId === candidate.id);
          if (waiting && !triesFurther(waiting.further)) break;
          if (!known && verdicts.length > knownBefore && performance.now() > turnEnds) {
            const summary = `${index} of ${proposal.candidates.length} candidates were tried.`;
            return { candidateId: null, summary, tried: verdicts.length, more: true };
          }
          step.heartbeat(`Candidate ${index + 1} of ${proposal.candidates.length}: ${candidate.rationale}`);
          const verdict =
            known ??
            (await earlyProofs?.take({ ...here, candidate }, step.signal)) ??
            (await prover.prove(
              { service, fault, commit: evidence.commit, recording, good, further },
              candidate,
              reproduction,
              step,
            ));
          if (!known) verdicts.push(verdict);
          waiting?.further.push(verdict);
          if (verdict.proven && !waiting) waiting = { candidate, verdict, further: [] };
          const done = endsSearch(candidate, verdict, isUndeclared(fault));
          const chosen = done ? candidate : (waiting?.candidate ?? null);
          const shown = chosen ?? proposal.candidates[0] ?? candidate;
          const edits = withTest(shown.edits, verdicts, shown.id);
          await keep(round, verdicts, { candidate, verdict }, chosen, unifiedDiff(before, edits));
          if (done) return found(candidate, verdict);
        }
        if (waiting) return found(waiting.candidate, waiting.verdict);
        const last = verdicts.at(-1);
        const summary = last ? `The last one: ${last.summary}` : 'All of them were rejected before.';
        return { candidateId: null, summary, tried: verdicts.length };
      });
    },
  };

  async function keep(
    round: Round,
    verdicts: Verdict[],
    { candidate, verdict }: { candidate: Candidate; verdict: Verdict },
    chosen: Candidate | null,
    diff: string,
  ): Promise<void> {
    await store.saveVerdicts(round.incidentId, round.attempt, verdicts, chosen?.id ?? null, diff);
    await noteProof(store, round, candidate, verdict);
  }
}

/** What is reported of the candidate that was chosen. A review at the code host is a person's approval already. */
function provenBy(
  { service, fault }: Pick<Subject, 'service' | 'fault'>,
  candidate: Candidate,
  verdict: Verdict,
  tried: number,
): Proven {
  const isPushed = deliveryOf(service.definition, fault, verdict) === 'push';
  const needsApproval = isPushed && reasonForApproval(fault.policy, candidate, verdict) !== null;
  return { candidateId: candidate.id, summary: candidate.rationale, tried, needsApproval };
}

/** What was proven in the sandbox in an earlier round, and then did not hold in production or was rejected. */
async function rejectedCandidates(store: Store, round: Round): Promise<Set<string>> {
  const earlier = (await store.getAttempts(round.incidentId)).filter(({ number }) => number < round.attempt);
  return new Set(
    earlier
      .filter(({ rejection }) => rejection !== null)
      .flatMap(({ tried }) => tried.filter(({ verdict }) => verdict.proven))
      .map(({ candidate }) => candidate.id),
  );
}
