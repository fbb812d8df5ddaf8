import { isUndeclared } from '../domain/discovered-fault.ts';
import { evidenceOf } from '../domain/evidence-of.ts';
import type { Candidate, Verdict } from '../domain/fix.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { FixProvider } from '../domain/ports/fix-provider.ts';
import type { ProofSubject, Prover, Reproduction } from '../domain/ports/prover.ts';
import type { Store } from '../store/store.ts';

export interface EarlyProofDeps {
  store: Pick<Store, 'lastOccurrence'>;
  codeHosts: CodeHosts;
  provider: FixProvider;
  prover: Prover;
}

export type EarlyProofs = ReturnType<typeof createEarlyProofs>;

interface EarlyProof {
  incidentId: string;
  commit: string;
  /** Null: production's report suggests none. */
  candidate: Promise<Candidate | null>;
  /** Null: there was none, or it did not hold. */
  verdict: Promise<Verdict | null>;
  stop(): void;
}

/** An early proof that nobody asks for ends after this time, in milliseconds: a search takes less. */
const UNWANTED_MS = 120_000;

const NOT_REPORTED = { status: null, hint: null, statement: null, frames: [], output: '' };
const NOT_SEEN = {
  ...{ reproduced: false, runs: 0, schema: [], durationMs: 0 },
  observations: { upstreams: [], statements: [] },
};

/**
 * A proof that begins while the fault is still replayed. Both mostly wait: for programs that start, for a time-out, and for the
 * slow answer behind it. The change is the one that production's report alone suggests. It is judged by the whole
 * reproduction, and its verdict counts only if the same change is proposed afterwards. One at a time in this process: it
 * takes as much RAM as another proof.
 */
export function createEarlyProofs({ store, codeHosts, provider, prover }: EarlyProofDeps) {
  let current: EarlyProof | null = null;

  async function guess(incidentId: string, subject: ProofSubject): Promise<Candidate | null> {
    const { service, fault, commit } = subject;
    const [reported, texts] = await Promise.all([
      store.lastOccurrence(incidentId),
      codeHosts.of(service).readFiles(commit, fault.allowedFiles),
    ]);
    if (!reported) return null;
    const failures = [{ ...NOT_REPORTED, ...reported, count: 1 }];
    const evidence = evidenceOf(subject, { ...NOT_SEEN, failures }, { incidentId, logLines: [] });
    const files = Object.entries(texts).map(([path, content]) => ({ path, content }));
    return (await provider.guess?.({ evidence, files })) ?? null;
  }

  return {
    /** Begins one beside a reproduction, unless one is under way or nothing can be known of the fault so early. */
    begin(incidentId: string, subject: ProofSubject, reproducing: Promise<Reproduction>): void {
      const { fault, commit } = subject;
      if (current || !provider.guess || fault.probe.kind !== 'http' || isUndeclared(fault)) return;
      const stopping = new AbortController();
      const { signal } = stopping;
      const stop = () => stopping.abort();
      // It is ahead of its time: what goes wrong here is met again, and reported, by the proof in its place.
      const candidate = guess(incidentId, subject).catch(() => null);
      const verdict = candidate
        .then((change) =>
          change && !signal.aborted
            ? prover.prove(subject, change, reproducing, { signal, heartbeat() {} })
            : null,
        )
        .then((judged) => (judged?.proven ? judged : null))
        .catch(() => null);
      const mine: EarlyProof = { incidentId, commit, candidate, verdict, stop };
      current = mine;
      const unwanted = setTimeout(stop, UNWANTED_MS);
      signal.addEventListener('abort', () => {
        clearTimeout(unwanted);
        // Its place is free when its programs have ended.
        verdict.then(() => {
          if (current === mine) current = null;
        });
      });
      verdict.then((judged) => {
        if (!judged) stop();
      });
      reproducing.then(({ reproduced }) => {
        if (!reproduced) stop();
      }, stop);
    },

    /**
     * The verdict on a candidate when it was proven early, once it is reached; ends the early proof of another one.
     * @param signal ends the proof with the step that asks
     */
    async take(
      { incidentId, commit, candidate }: { incidentId: string; commit: string; candidate: Candidate },
      signal: AbortSignal,
    ): Promise<Verdict | null> {
      const mine = current;
      if (mine?.incidentId !== incidentId) return null;
      signal.addEventListener('abort', mine.stop, { once: true });
      try {
        const change = await mine.candidate;
        return mine.commit === commit && change?.id === candidate.id ? await mine.verdict : null;
      } finally {
        signal.removeEventListener('abort', mine.stop);
        mine.stop();
      }
    },
  };
}
