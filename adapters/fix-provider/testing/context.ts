import { SutureError } from '../../../domain/errors.ts';
import type { Candidate, Verdict } from '../../../domain/fix.ts';
import type { FixContext, TranscriptEntry } from '../../../domain/ports/fix-provider.ts';

/** A context whose transcripts and proofs stay when a provider is asked again with it, as those of a step do. */
export function createTestContext(holds: (candidate: Candidate) => boolean = () => true) {
  const transcripts = new Map<string, TranscriptEntry[]>();
  const proofs: { candidate: Candidate; verdict: Verdict }[] = [];
  const heartbeats: string[] = [];
  const waits = { asked: 0 };
  const stop = new AbortController();
  const context: FixContext = {
    signal: stop.signal,
    heartbeat: (detail) => void heartbeats.push(detail),
    async aside(wait) {
      waits.asked += 1;
      return wait();
    },
    async prove(candidate) {
      const verdict = verdictOn(candidate, holds(candidate));
      proofs.push({ candidate, verdict });
      return verdict;
    },
    transcript(provider) {
      const entries = transcripts.get(provider) ?? [];
      transcripts.set(provider, entries);
      return {
        load: async () => structuredClone(entries),
        async append(position, entry) {
          if (position !== entries.length) {
            throw new SutureError('conversation_taken', 'Another one has written.', { retryable: true });
          }
          entries.push(structuredClone(entry));
        },
      };
    },
  };
  return { context, transcripts, proofs, heartbeats, waits, abort: () => stop.abort() };
}

export function verdictOn({ id }: Candidate, proven: boolean): Verdict {
  return {
    candidateId: id,
    proven,
    steps: [
      { name: 'probe', passed: proven, detail: proven ? '' : 'answered 500 instead of 200', durationMs: 1 },
    ],
    summary: proven ? '9 of 9 runs passed.' : '0 of 9 runs passed.',
    runs: 9,
    passedRuns: proven ? 9 : 0,
    failures: [],
    observations: { upstreams: [], statements: [] },
    durationMs: 1,
  };
}
