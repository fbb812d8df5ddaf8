import type { Reproduction } from '../../domain/ports/prover.ts';
import type { ProbeOutcome } from '../run-probe.ts';
import type { StepLog } from '../steps.ts';
import type { Base, Job } from '../tools.ts';
import type { Worktree } from '../worktree.ts';
import type { OwnTests } from './compare-tests.ts';
import { answeredDifferently } from './good-requests.ts';
import { askOwnTests } from './own-tests.ts';
import { isThrownOnPurpose } from './thrown-on-purpose.ts';

interface Climb {
  base: Base;
  worktree: Worktree;
  reproduction: Reproduction;
  outcome: ProbeOutcome;
  log: StepLog;
  signal: AbortSignal;
}

/**
 * What only the ladder asks, once nothing else is against a candidate; the log says what is wrong.
 * @returns what the service's own tests show; undefined where they were not asked
 */
export async function climb(job: Job, climbed: Climb): Promise<OwnTests | undefined> {
  const { base, worktree, reproduction, outcome, log, signal } = climbed;
  const { probe } = job.subject.fault;
  const isUndeclared = probe.kind === 'http' && probe.expect === null;
  const succeeded = outcome.results.some(({ status }) => status !== null && status < 300);
  if (isUndeclared && succeeded && (await isThrownOnPurpose(base.folder, reproduction))) {
    const detail =
      'the code refused the request with an error of its own, which is now answered as a success';
    log.end('side_effects', false, detail);
    return;
  }
  const known = reproduction.good ?? [];
  const different = await answeredDifferently(job, { base, worktree, known });
  if (different.length > 0) {
    log.end('side_effects', false, different.join('; '));
    return;
  }
  if (!base.definition.test) return;
  log.start('tests');
  const tests = await askOwnTests(job, { base, worktree, signal });
  if (!tests) return;
  log.end('tests', tests.held !== false, tests.detail);
  return tests;
}
