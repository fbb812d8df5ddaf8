import { createTwoFilesPatch } from 'diff';
import type { Candidate, FileEdit, RootCause, Verdict } from '../domain/fix.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { Prover } from '../domain/ports/prover.ts';
import type { SutureConfig } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { longStep } from './long-step.ts';
import { noteProof } from './note-proof.ts';
import { keyOf, type Round, readAnalysis, readRound, readSubject } from './run.ts';

export interface Proven {
  /** The candidate that holds, or null when none of the round does. */
  candidateId: string | null;
  /** What it does, or why none of them holds: a sentence. */
  summary: string;
  tried: number;
}

export interface ProveDeps {
  store: Store;
  codeHost: CodeHost;
  prover: Prover;
  config: SutureConfig;
}

export function createProveActivities({ store, codeHost, prover, config }: ProveDeps) {
  return {
    /**
     * Puts the round's candidates to the proof, best first, until one holds. Each verdict is kept at once; one that was
     * reached in the provider's own loop, on the same commit, is not asked for again.
     */
    async proveCandidates(round: Round): Promise<Proven> {
      const { incident, service, fault } = await readSubject(store, config, round.incidentId);
      const { proposal, verdicts } = await readRound(store, round);
      const { evidence, reproduction } = await readAnalysis(store, incident.id);
      const before = await codeHost.readFiles(evidence.commit, fault.allowedFiles);
      const rejected = await rejectedCandidates(store, round);
      await store.moveIncident({
        incidentId: incident.id,
        key: keyOf(round, `validating/${round.attempt}`),
        to: 'validating',
        message: `Puts ${proposal.candidates.length} of ${proposal.provider}'s fixes to the proof, best first.`,
        data: { attempt: round.attempt },
        rootCause: proposal.rootCause satisfies RootCause,
      });

      return longStep(async (step) => {
        for (const [index, candidate] of proposal.candidates.entries()) {
          if (rejected.has(candidate.id)) continue;
          const known = verdicts.find((each) => each.candidateId === candidate.id);
          step.heartbeat(`Candidate ${index + 1} of ${proposal.candidates.length}: ${candidate.rationale}`);
          const verdict =
            known ??
            (await prover.prove({ service, fault, commit: evidence.commit }, candidate, reproduction, step));
          if (!known) verdicts.push(verdict);
          const shown = verdict.proven ? candidate : (proposal.candidates[0] ?? candidate);
          await keep(round, verdicts, candidate, verdict, unifiedDiff(before, shown.edits));
          if (verdict.proven) {
            return { candidateId: candidate.id, summary: candidate.rationale, tried: verdicts.length };
          }
        }
        const last = verdicts.at(-1);
        const summary = last ? `The last one: ${last.summary}` : 'All of them were rejected before.';
        return { candidateId: null, summary, tried: verdicts.length };
      });
    },
  };

  async function keep(
    round: Round,
    verdicts: Verdict[],
    candidate: Candidate,
    verdict: Verdict,
    diff: string,
  ): Promise<void> {
    const chosen = verdict.proven ? candidate.id : null;
    await store.saveVerdicts(round.incidentId, round.attempt, verdicts, chosen, diff);
    await noteProof(store, round, candidate, verdict);
  }
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

function unifiedDiff(before: Record<string, string>, edits: FileEdit[]): string {
  return edits
    .map(({ path, content }) => createTwoFilesPatch(`a/${path}`, `b/${path}`, before[path] ?? '', content))
    .join('');
}
