import { SutureError } from '../domain/errors.ts';
import { type Candidate, ProofStepName, type Verdict } from '../domain/fix.ts';
import type { ProofContext, ProofSubject, Reproduction } from '../domain/ports/prover.ts';
import type { Bases } from './base.ts';
import { checkStatically } from './checks/static.ts';
import { runsFor, sayConfidence } from './confidence.ts';
import { summarise } from './observe.ts';
import { createStepLog } from './steps.ts';
import type { Tools } from './tools.ts';
import { type Findings, tryCandidate } from './trial.ts';
import { dependsOnValues } from './values.ts';

/** Puts a candidate to the proof. A bad candidate is a verdict, whatever it does. */
export async function prove(
  tools: Tools,
  bases: Bases,
  subject: ProofSubject,
  candidate: Candidate,
  reproduction: Reproduction,
  context: ProofContext,
): Promise<Verdict> {
  const began = performance.now();
  const { fault, service } = subject;
  const groups = dependsOnValues(fault.probe, service.vary) ? 2 : 1;
  const log = createStepLog((name) => context.heartbeat(`proving ${candidate.id}: ${name}`));
  const findings: Findings = { log, result: null, seen: { statements: [], upstreams: [] } };

  const before = await tools.codeHost.readFiles(subject.commit, fault.allowedFiles);
  for (const finding of checkStatically(candidate.edits, fault.allowedFiles, before)) {
    log.start(finding.name);
    log.end(finding.name, finding.passed, finding.detail);
  }
  if (!log.refused()) {
    const base = await bases.take(subject);
    try {
      // Each group of values needs a run at least.
      const runs = Math.max(runsFor(fault.assurance), groups);
      await tryCandidate(tools, { base, subject, candidate, reproduction, runs, groups }, context, findings);
    } finally {
      base.release();
    }
  }
  return verdictOf(findings, subject, candidate, performance.now() - began);
}

function verdictOf(
  { log, result, seen }: Findings,
  { fault }: ProofSubject,
  candidate: Candidate,
  durationMs: number,
): Verdict {
  const refused = log.refused();
  const steps = log.steps();
  // That nothing failed is not enough: each step must have been taken, and have passed.
  const proven = ProofStepName.options.every((name) =>
    steps.some((step) => step.name === name && step.passed),
  );
  if (!refused && !proven) {
    throw new SutureError(
      'sandbox_unavailable',
      'The proof ended before every step was taken. Try it again.',
      {
        retryable: true,
      },
    );
  }
  const runs = result?.results.length ?? 0;
  return {
    candidateId: candidate.id,
    proven,
    steps,
    summary: refused ? `Refused at ${refused.name}: ${refused.detail}` : sayConfidence(runs, fault.assurance),
    runs,
    passedRuns: result?.results.filter((run) => run.passed).length ?? 0,
    failures: result?.failures ?? [],
    observations: summarise(seen),
    durationMs,
  };
}
