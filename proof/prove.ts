import { describeConfidence, runsFor } from '../domain/confidence.ts';
import { SutureError } from '../domain/errors.ts';
import { type Candidate, ProofStepName, type Verdict } from '../domain/fix.ts';
import type { Reproduction } from '../domain/ports/prover.ts';
import { inOrder, type Power } from '../domain/power.ts';
import type { FaultDefinition } from '../domain/service-definition.ts';
import { checkStatically, type StaticJudgement } from './checks/static.ts';
import type { Findings } from './course.ts';
import { leftOpen } from './ladder/left-open.ts';
import { rungsOf } from './ladder/rungs.ts';
import { summarise } from './observe.ts';
import { knownOf, NOTHING_KNOWN } from './power/vocabulary.ts';
import { completeCalls, completeSubject, hasOthers } from './replay/complete-calls.ts';
import { createStepLog, type StepLog } from './steps.ts';
import type { Job } from './tools.ts';
import { tryCandidate } from './try-candidate.ts';
import { dependsOnValues } from './values.ts';

/**
 * Proves a candidate. Anything that a bad candidate does becomes a verdict, never an error.
 * @param found what the reproduction saw; one that is under way is waited for before anything is judged
 */
export async function prove(
  asked: Job,
  candidate: Candidate,
  found: Reproduction | Promise<Reproduction>,
): Promise<Verdict> {
  // Only the reproduction knows whether the failure shows without them.
  if (found instanceof Promise && hasOthers(asked.subject)) return prove(asked, candidate, await found);
  const isBehind = !(found instanceof Promise) && found.behindOthers === true;
  const job = { ...asked, subject: completeSubject(asked.subject, isBehind) };
  const began = performance.now();
  let known = found instanceof Promise ? null : found;
  let besideMs = 0;
  const pending = Promise.resolve(found).finally(() => {
    if (found instanceof Promise) besideMs = performance.now() - began;
  });
  // Who needs it learns that it failed; until then it is nobody's.
  pending.catch(() => {});
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
    let { findings: read, powers } = await readCandidate(job, candidate, before.value, known);
    // What the reproduction shows takes powers away, never gives them.
    if (!known && (powers.length > 0 || read.some(({ passed }) => !passed))) {
      known = await pending;
      ({ findings: read, powers } = await readCandidate(job, candidate, before.value, known));
    }
    for (const finding of read) {
      log.start(finding.name);
      log.end(finding.name, finding.passed, finding.detail);
    }
    const groups = dependsOnValues(fault.probe, service.definition.vary) ? 2 : 1;
    // Each group of values needs a run at least.
    const runs = Math.max(runsFor(fault.assurance), groups);
    const findings: Findings = log.refused()
      ? { outcome: null, seen: { statements: [], upstreams: [] }, powers: [] }
      : await tryCandidate(job, { base: base.value, candidate, known, pending, runs, groups, log });
    const reproduction = await pending;
    const verdict = verdictOf(job, log, {
      ...findings,
      hasTests: base.value.definition.test !== null && !job.tools.without.has('tests'),
    });
    const { good, near } = reproduction;
    const unasked = [reproduction.unasked, findings.climbed?.unasked].filter((one) => one != null);
    const rungs = rungsOf({ fault, steps: verdict.steps, good, near, ...findings.climbed, unasked });
    const all = inOrder([
      ...(candidate.powers ?? []),
      ...powers,
      ...findings.powers,
      ...assumedBy(asked),
      ...leftOpen(unasked, findings.outcome?.aftermath?.late ?? false),
      ...(findings.climbed?.powers ?? []),
    ]);
    return {
      candidateId: candidate.id,
      ...verdict,
      powers: all,
      rungs,
      ...(verdict.proven && findings.climbed?.addedTest && { addedTest: findings.climbed.addedTest }),
      durationMs: performance.now() - began,
      ...(besideMs > 0 && { besideMs }),
    };
  } finally {
    base.value.release();
  }
}

/** Answers of upstreams that are not recorded, of which a proof knows only what another address answered. */
function assumedBy({ subject: { recording, good = [] } }: Job): Power[] {
  const assumed = recording ? completeCalls(recording, good).assumed : [];
  return assumed.map((what) => ({
    ...{ kind: 'answer', where: null, refused: false, seen: 'sandbox' },
    what: `uses an answer that was not recorded: ${what}`,
  }));
}

/** Reads the candidate beside the files of the commit, once it is certain that reading them does not end this process. */
async function readCandidate(
  { tools, subject }: Job,
  { edits }: Candidate,
  before: Record<string, string>,
  reproduction: Reproduction | null,
): Promise<StaticJudgement> {
  const texts = Object.entries(before).map(([path, content]) => ({ path, content }));
  const unreadable = new Set(await tools.guard.unreadable([...edits, ...texts]));
  if (unreadable.size === 0) {
    const known = reproduction ? knownOf(reproduction) : NOTHING_KNOWN;
    return checkStatically(edits, subject.fault.allowedFiles, before, known);
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
