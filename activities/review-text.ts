import { firstWords } from '../domain/cut-words.ts';
import { isUndeclared } from '../domain/discovered-fault.ts';
import type { Evidence } from '../domain/evidence.ts';
import { type Candidate, type Rung, rungResult, type Verdict } from '../domain/fix.ts';
import type { Incident } from '../domain/incident.ts';
import { KEY_TRAILER } from '../domain/pipeline.ts';
import { describePowers } from '../domain/power.ts';
import { whyUndecided } from '../domain/require-approval.ts';
import type { FaultDefinition } from '../domain/service-definition.ts';
import type { AttemptRecord } from '../store/store.ts';
import { fenced, plain } from './markdown.ts';

export interface ReviewText {
  incident: Pick<Incident, 'id' | 'service' | 'route' | 'timestamp_opened' | 'symptoms'>;
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
/** Of the request's body, in characters. */
const BODY = 2_000;

/**
 * What a person reads who decides about a proven fix: what failed, for whom and how often, why, what changes, which oracles
 * held, what was not asked, and how to revert it. Everything that came from outside (logs, answers, a model's words) is shown as it
 * is and marks nothing up.
 */
export function reviewText(text: ReviewText): string {
  const { incident, fault, evidence, round, candidate, branch, idempotencyKey } = text;
  const verdict = round.verdicts.find(({ candidateId }) => candidateId === candidate.id);
  const { rootCause } = round.proposal;
  const open = verdict?.rungs?.filter(({ held }) => held === null) ?? [];
  const undo = `git fetch origin && git switch ${branch} && git pull --ff-only\ngit revert --no-edit "$(git log -1 --format=%H --fixed-strings --grep='${KEY_TRAILER}: ${idempotencyKey}')"\ngit push origin ${branch}`;
  return [
    `**${plain(fault.title)}**: ${plain(candidate.rationale)}`,
    `${incident.id}, ${fault.code}, severity ${fault.severity}.`,
    ...powersOf(verdict),
    ...choiceOf(verdict, candidate),
    '**Merge** this to have it deployed and verified. **Close** it to reject it: Suture opens no other for this fault until you retry the incident, and that attempt gets what you write here.',
    '## What failed',
    howOften(incident, fault.type),
    evidenceOf(evidence),
    '## Why',
    `${plain(rootCause.explanation)} (${plain(rootCause.source)}, confidence ${rootCause.confidence_score.toFixed(2)})`,
    '## What changes',
    fenced(cut(round.diff ?? ''), 'diff'),
    '## What was shown',
    verdict ? proofOf(verdict) : 'The proof was not kept.',
    '## What was not asked',
    [
      ...open.map(({ name, detail }) => `- **${name}**: ${plain(detail)}`),
      asksOthers(verdict)
        ? '- What the change means for requests other than those that were sent.'
        : '- What the change means for other requests than the one that was repeated.',
    ].join('\n'),
    ...returnOf(incident.id, fault, verdict),
    '## How to revert it',
    'Suture watches the release. If the failure returns, it reverts this, or puts the revert before you where you roll out yourself. By hand:',
    fenced(undo, 'sh'),
  ].join('\n\n');
}

/** What keeps the failure from coming back: a test of the service's own, and the recording of one that nobody declared. */
function returnOf(incidentId: string, fault: FaultDefinition, verdict: Verdict | undefined): string[] {
  const test = verdict?.addedTest;
  const keep = `npx suture recording export ${incidentId} && git add .suture/recordings\nnpx suture replay`;
  const parts = [
    ...(test?.file ? [`\`${test.file.path}\` is new: ${plain(test.detail)}.`] : []),
    ...(test && !test.file ? [`No test is added: ${plain(test.detail)}.`] : []),
    ...(isUndeclared(fault)
      ? [
          'Once this is merged and resolved, the recording of the request is its test, with made-up values for what is secret or somebody’s. In your repository, and then in your CI:',
          fenced(keep, 'sh'),
        ]
      : []),
  ];
  return parts.length > 0 ? ['## How to keep it from coming back', ...parts] : [];
}

/** For whom it failed, and how often. */
function howOften(
  { service, route, timestamp_opened: since, symptoms }: ReviewText['incident'],
  type: string,
): string {
  const met =
    type === 'hang' ? 'got no answer' : type === 'crash' ? 'met a service that ended' : 'got an error';
  const { affected_requests: requests } = symptoms;
  const times = requests === 1 ? 'One request' : `${requests} requests`;
  return `${times} of ${plain(service)} to ${plain(route)} failed since ${since.slice(0, 16).replace('T', ' ')} UTC; their callers ${met}.`;
}

function evidenceOf({ commit, runs, failures, request, logLines }: Evidence): string {
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const parts = [`The same request fails in ${failed} of ${runs} runs in the sandbox, on ${commit}.`];
  if (request) parts.push(`Request: \`${request.method} ${request.path}\``);
  if (request?.body !== undefined) parts.push(fenced(cutAt(BODY, JSON.stringify(request.body)), 'json'));
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

/** What only a person can decide: the kind of answer, where the proof says so, and what the engine left undecided. */
function choiceOf(verdict: Verdict | undefined, candidate: Candidate): string[] {
  const gone = verdict?.rungs?.find(({ rung }) => rung === 1)?.detail ?? '';
  const kind = gone.slice(gone.indexOf('; ') + 2);
  const undecided = whyUndecided(candidate);
  const parts = [
    ...(kind.includes(': decide ') ? [`${kind.charAt(0).toUpperCase()}${kind.slice(1)}.`] : []),
    ...(undecided ? [undecided] : []),
  ];
  return parts.length > 0 ? ['## What you decide', ...parts.map(plain)] : [];
}

function proofOf({ summary, steps, rungs = [] }: Verdict): string {
  const rows = steps.map(
    ({ name, passed, detail, durationMs }) =>
      `| ${name} | ${passed ? 'passed' : 'failed'} | ${(durationMs / 1000).toFixed(1)} s | ${plain(firstWords(detail, 200))} |`,
  );
  return [
    `${plain(summary)}${summary.endsWith('.') ? '' : '.'} ${scopeOf(rungs)}`,
    ...(rungs.length > 0 ? [ladderOf(rungs)] : []),
    ['| step | result | took | detail |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

/** Whether requests other than the failing one were sent to the old and the new code. */
function asksOthers(verdict: Verdict | undefined): boolean {
  return verdict?.rungs?.some(({ rung, held }) => rung === 3 && held === true) ?? false;
}

function scopeOf(rungs: Rung[]): string {
  const others = rungs.find(({ rung, held }) => rung === 3 && held === true);
  return others
    ? `It repeats the failing request, and sends others to the old and the new code: ${plain(others.detail)}.`
    : 'It repeats one request, or one command: what it shows holds for that one.';
}

/** What the proof knows and what it could not ask. */
function ladderOf(rungs: Rung[]): string {
  const lines = rungs.map(
    (each) =>
      `${each.rung}. ${plain(each.name)}: ${rungResult(each)} (${plain(firstWords(each.detail, 400))})`,
  );
  return `How far the proof reaches:\n\n${lines.join('\n')}`;
}

function cut(text: string): string {
  return cutAt(LONGEST_PART, text);
}

function cutAt(most: number, text: string): string {
  return text.length > most ? `${firstWords(text, most)}\n… cut` : text;
}
