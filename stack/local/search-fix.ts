import type { Evidence } from '../../domain/evidence.ts';
import type { Attempt, Candidate, FileVersion, Trial, Verdict } from '../../domain/fix.ts';
import type { FixProvider, TranscriptEntry } from '../../domain/ports/fix-provider.ts';
import type { ProofContext, ProofSubject, Reproduction } from '../../domain/ports/prover.ts';
import type { LocalProver } from './open-local.ts';
import type { RunStep, TryReport } from './try-report.ts';

export interface FixSearch {
  prover: LocalProver;
  provider: FixProvider;
  evidence: Evidence;
  /** Those that a fix may change. */
  files: FileVersion[];
  /** Each request with its reproduction; the one that leads fails. */
  pairs: { subject: ProofSubject; reproduction: Reproduction }[];
  report: TryReport;
  step: RunStep;
}

/** As many rounds of proposing and proving as the policy allows, as in a heal; null when no candidate holds. */
export async function searchFix(
  search: FixSearch,
): Promise<{ candidate: Candidate; verdicts: Verdict[] } | null> {
  const { provider, evidence, files, pairs, report, step } = search;
  const lead = pairs[0] as FixSearch['pairs'][number];
  const { policy } = lead.subject.fault;
  const budget = {
    tokens: policy.tokens,
    turns: policy.modelTurns,
    seconds: policy.modelSeconds,
    usd: policy.modelUsd,
  };
  const attempts: Attempt[] = [];
  const verdicts = new Map<string, Verdict[]>();
  const transcripts = new Map<string, TranscriptEntry[]>();

  async function prove(candidate: Candidate, context: ProofContext): Promise<Verdict> {
    const known = verdicts.get(candidate.id) ?? (await search.prover.proveEach(pairs, candidate, context));
    verdicts.set(candidate.id, known);
    return (known.find(({ proven }) => !proven) ?? known[0]) as Verdict;
  }

  for (let number = 1; number <= policy.attempts; number += 1) {
    const proposal = await step('propose', async (_, context) => {
      const answer = await provider.propose(
        {
          evidence,
          files,
          knowledge: [],
          attempts,
          candidates: policy.candidates,
          ...budget,
          policy: budget,
        },
        {
          ...context,
          aside: (wait) => wait(),
          prove: (candidate) => prove(candidate, context),
          screen: async () => (await search.prover.screen?.(lead.subject, context)) ?? null,
          transcript: (name) => transcriptOf(transcripts, `${name} ${number}`),
        },
      );
      const count = answer.candidates.length;
      const text =
        count === 0
          ? 'nothing to prove'
          : `${count} ${count === 1 ? 'candidate' : 'candidates'} by ${answer.provider}`;
      return { value: answer, text, ok: count > 0 || number > 1 };
    });
    report.explanation ??= proposal.rootCause.explanation;
    if (proposal.candidates.length === 0) {
      report.refusal = proposal.refusal ?? 'There is no candidate that could be proven.';
      return null;
    }
    const tried: Trial[] = [];
    const proven = await step('prove', async (at, context) => {
      const candidates = proposal.candidates.slice(0, policy.candidates);
      for (const [index, candidate] of candidates.entries()) {
        at(`candidate ${index + 1} of ${candidates.length}`);
        const verdict = await prove(candidate, context);
        tried.push({ candidate, verdict });
        report.tried.push({ candidate, verdict });
        if (verdict.proven) return { value: candidate, text: candidate.rationale };
      }
      return { value: null, text: `${candidates.length} refused`, ok: false };
    });
    if (proven) return { candidate: proven, verdicts: verdicts.get(proven.id) ?? [] };
    attempts.push({ number, provider: proposal.provider, tried, rejection: null });
  }
  return null;
}

/** Nothing outlives a try, so a conversation is kept in memory. */
function transcriptOf(all: Map<string, TranscriptEntry[]>, key: string) {
  const entries = all.get(key) ?? [];
  all.set(key, entries);
  return {
    load: async () => [...entries],
    append: async (position: number, entry: TranscriptEntry) => {
      entries[position] = entry;
    },
  };
}
