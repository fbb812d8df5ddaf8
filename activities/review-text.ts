import type { Evidence } from '../domain/evidence.ts';
import type { Candidate, Rung, Verdict } from '../domain/fix.ts';
import { KEY_TRAILER } from '../domain/pipeline.ts';
import { describePowers } from '../domain/power.ts';
import type { FaultDefinition } from '../domain/service-definition.ts';
import type { AttemptRecord } from '../store/store.ts';
import { fenced, plain } from './markdown.ts';

export interface ReviewText {
  incidentId: string;
  fault: FaultDefinition;
  branch: string;
  evidence: Evidence;
  round: AttemptRecord;
  candidate: Candidate;
  idempotencyKey: string;
}

/** GitHub takes 65,536 characters; logs and diffs share what is left beside the rest. */
const LONGEST_PART = 20_000;
const LOG_LINES = 10;

/**
 * What a person reads who decides about a proven fix: evidence, root cause, diff, proof, and how to roll it back.
 * Everything that came from outside (logs, answers, a model's words) is shown as it is and marks nothing up.
 */
export function reviewText(text: ReviewText): string {
  const { incidentId, fault, evidence, round, candidate, branch, idempotencyKey } = text;
  const verdict = round.verdicts.find(({ candidateId }) => candidateId === candidate.id);
  const undo = `git fetch origin && git switch ${branch} && git pull --ff-only\ngit revert --no-edit "$(git log -1 --format=%H --fixed-strings --grep='${KEY_TRAILER}: ${idempotencyKey}')"\ngit push origin ${branch}`;
  return [
    `**${incidentId}**, ${fault.code} (${fault.severity}): ${plain(fault.title)}. ${plain(candidate.rationale)}`,
    ...powersOf(verdict),
    '**Merge** this to have it deployed and verified. **Close** it to reject it; the next attempt gets what you write here.',
    '## Evidence',
    evidenceOf(evidence),
    '## Root cause',
    `${plain(round.proposal.rootCause.explanation)} (${plain(round.proposal.rootCause.source)}, confidence ${round.proposal.rootCause.confidence_score.toFixed(2)})`,
    '## Diff',
    fenced(cut(round.diff ?? ''), 'diff'),
    '## Proof',
    verdict ? proofOf(verdict) : 'The proof was not kept.',
    '## Rollback',
    'Suture rolls it back automatically when it does not hold in production. By hand:',
    fenced(undo, 'sh'),
  ].join('\n\n');
}

function evidenceOf({ commit, runs, failures, request, logLines }: Evidence): string {
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const parts = [`${failed} of ${runs} runs failed in the sandbox on ${commit}.`];
  if (request) parts.push(`Request: \`${request.method} ${request.path}\``);
  parts.push(...failures.slice(0, 3).map(({ count, message }) => `- ${count} × ${plain(message)}`));
  const lines = logLines.filter((line) => line.trim()).slice(-LOG_LINES);
  if (lines.length > 0) parts.push(fenced(cut(lines.join('\n'))));
  return parts.join('\n\n');
}

/** What the fix can do that the code before could not; a reader must not miss it. */
function powersOf(verdict: Verdict | undefined): string[] {
  const powers = describePowers(verdict?.powers ?? []);
  if (powers.length === 0) return [];
  return [
    '## What it can newly do',
    powers.map((power) => `- It newly ${plain(power)}`).join('\n'),
    'The tests and the proof do not show whether this is wanted. Decide it by reading the diff.',
  ];
}

function proofOf({ summary, runs, passedRuns, steps, rungs = [] }: Verdict): string {
  const rows = steps.map(
    ({ name, passed, detail, durationMs }) =>
      `| ${name} | ${passed ? 'passed' : 'failed'} | ${(durationMs / 1000).toFixed(1)} s | ${plain(detail.slice(0, 200))} |`,
  );
  return [
    `${plain(summary)}${summary.endsWith('.') ? '' : '.'} The proof made ${runs} runs; ${passedRuns} passed. It repeats one request, or one command: what it shows holds for that one.`,
    ...(rungs.length > 0 ? [ladderOf(rungs)] : []),
    ['| step | result | took | detail |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

/** What the proof knows and what it could not ask. */
function ladderOf(rungs: Rung[]): string {
  const lines = rungs.map(({ rung, name, held, detail }) => {
    const result = held === null ? 'not asked' : held ? 'holds' : 'does not hold';
    return `${rung}. ${plain(name)}: ${result} (${plain(detail.slice(0, 200))})`;
  });
  return `How far the proof reaches:\n\n${lines.join('\n')}`;
}

function cut(text: string): string {
  return text.length > LONGEST_PART ? `${text.slice(0, LONGEST_PART)}\n… cut` : text;
}
