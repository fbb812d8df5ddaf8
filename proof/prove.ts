import { describeConfidence, runsFor } from '../domain/confidence.ts';
import { SutureError } from '../domain/errors.ts';
import { type Candidate, ProofStepName, type Verdict } from '../domain/fix.ts';
import type { Reproduction } from '../domain/ports/prover.ts';
import { inOrder } from '../domain/power.ts';
import type { FaultDefinition } from '../domain/service-definition.ts';
import { checkStatically, type StaticJudgement } from './checks/static.ts';
import type { Findings } from './course.ts';
import { rungsOf } from './ladder/rungs.ts';
import { summarise } from './observe.ts';
import { knownOf } from './power/vocabulary.ts';
import { createStepLog, type StepLog } from './steps.ts';
import type { Job } from './tools.ts';
import { tryCandidate } from './try-candidate.ts';
import { dependsOnValues } from './values.ts';

/** Proves a candidate. Anything that a bad candidate does becomes a verdict, never an error. */
export async function prove(job: Job, candidate: Candidate, reproduction: Reproduction): Promise<Verdict> {
  const began = performance.now();
  const { fault, service, commit } = job.subject;
  const log = createStepLog((name) => job.heartbeat(`proving ${candidate.id}: ${name}`));
  // The base is built beside the reading of files, should this worker not have it yet.
  const [before, base] = await Promise.allSettled([
    job.tools.codeHosts.of(service).readFiles(commit, fault.allowedFiles),
    job.bases.take(job.subject),
  ]);
  if (base.status === 'rejected') throw base.reason;
  try {
    if (before.status === 'rejected') throw before.reason;
    const { findings: read, powers } = await readCandidate(job, candidate, before.value, reproduction);
    for (const finding of read) {
      log.start(finding.name);
      log.end(finding.name, finding.passed, finding.detail);
    }
    const groups = dependsOnValues(fault.probe, service.definition.vary) ? 2 : 1;
    // Each group of values needs a run at least.
    const runs = Math.max(runsFor(fault.assurance), groups);
    const findings: Findings = log.refused()
      ? { outcome: null, seen: { statements: [], upstreams: [] }, powers: [] }
      : await tryCandidate(job, { base: base.value, candidate, reproduction, runs, groups, log });
    const verdict = verdictOf(job, log, { ...findings, hasTests: base.value.definition.test !== null });
    const rungs = rungsOf({
      fault,
      steps: verdict.steps,
      good: reproduction.good,
      ...findings.climbed,
    });
    const all = inOrder([...(candidate.powers ?? []), ...powers, ...findings.powers]);
    return {
      candidateId: candidate.id,
      ...verdict,
      powers: all,
      rungs,
      durationMs: performance.now() - began,
    };
  } finally {
    base.value.release();
  }
}

/** Reads the candidate beside the files of the commit, once it is certain that reading them does not end this process. */
async function readCandidate(
  { tools, subject }: Job,
  { edits }: Candidate,
  before: Record<string, string>,
  reproduction: Reproduction,
): Promise<StaticJudgement> {
  const texts = Object.entries(before).map(([path, content]) => ({ path, content }));
  const unreadable = new Set(await tools.guard.unreadable([...edits, ...texts]));
  if (unreadable.size === 0) {
    return checkStatically(edits, subject.fault.allowedFiles, before, knownOf(reproduction));
  }
  const detail = `${[...unreadable].join(', ')} is too long or nested too deeply to be read`;
  return { findings: [{ name: 'files', passed: false, detail }], powers: [] };
}

function verdictOf(
  { subject }: Job,
  log: StepLog,
  { outcome, seen, hasTests }: Findings & { hasTests: boolean },
): Omit<Verdict, 'candidateId' | 'durationMs'> {
  const refused = log.refused();
  const steps = log.steps();
  // That nothing failed is not enough: each step must have been taken, and have passed.
  const proven = ProofStepName.options.every(
    (name) =>
      name === 'openapi' ||
      (name === 'tests' && !hasTests) ||
      steps.some((step) => step.name === name && step.passed),
  );
  if (!refused && !proven) {
    throw new SutureError('sandbox_unavailable', 'The proof ended before every step was taken. Retry it.', {
      retryable: true,
    });
  }
  const results = outcome?.results ?? [];
  return {
    proven,
    steps,
    summary: refused
      ? `Refused at ${refused.name.replace('_', ' ')}: ${refused.detail}`
      : describeConfidence(results.length, subject.fault.assurance, probeName(subject.fault)),
    runs: results.length,
    passedRuns: results.filter((run) => run.passed).length,
    failures: outcome?.failures ?? [],
    observations: summarise(seen),
  };
}

function probeName({ probe }: FaultDefinition): string {
  return probe.kind === 'http' ? 'request' : 'command';
}
