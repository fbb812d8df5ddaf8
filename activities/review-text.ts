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
    ...answersOf(text, verdict),
    ...powersOf(verdict),
    ...choiceOf(text, verdict),
    `**Merge** this, and Suture watches the release for this failure. **Close** it to reject it: no other change is opened for this fault until \`npx suture retry ${incident.id}\`, and that attempt is told what you write here.`,
    '## What failed',
    howOften(incident, fault.type),
    evidenceOf(evidence),
    '## Why',
    `${plain(rootCause.explanation)} Said by ${plain(rootCause.source)}, with a confidence of ${rootCause.confidence_score.toFixed(2)} of 1.`,
    '## What changes',
    fenced(cut(round.diff ?? ''), 'diff'),
    '## What was shown',
    verdict ? proofOf(verdict, fault) : 'The proof was not kept.',
    '## What was not asked',
    [
      ...open.map(({ name, detail }) => `- **${name}**: ${plain(detail)}`),
      ...leftOutOf(verdict).map((what) => `- **requests beside the failing one**: ${plain(what)}`),
      asksOthers(verdict)
        ? '- All requests but those that were sent.'
        : '- All requests but the one that was repeated.',
    ].join('\n'),
    ...returnOf(incident.id, fault, verdict),
    '## How to revert it',
    'If the failure returns, Suture reverts this change; where you roll out yourself, it opens a change that does. By hand:',
    fenced(undo, 'sh'),
  ].join('\n\n');
}

/** What keeps the failure from coming back: a test of the service's own, and the recording of one that nobody declared. */
function returnOf(incidentId: string, fault: FaultDefinition, verdict: Verdict | undefined): string[] {
  const test = verdict?.addedTest;
  const keep = `# in your repository\nnpx suture recording export ${incidentId} && git add .suture/recordings\n# in your CI\nnpx suture replay`;
  const parts = [
    ...(test?.file ? [`\`${test.file.path}\` is new: ${plain(test.detail)}.`] : []),
    ...(test && !test.file ? [`No test is added: ${plain(test.detail)}.`] : []),
    ...(isUndeclared(fault)
      ? [
          'After the merge the recorded request can be kept as a test. What is secret or somebody’s is made up in it.',
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
  const times = requests === 1 ? 'one request' : `${requests} requests`;
  const callers = requests === 1 ? 'its caller' : 'their callers';
  return `In the service ${plain(service)}, ${times} to ${plain(route)} failed since ${since.slice(0, 16).replace('T', ' ')} UTC; ${callers} ${met}.`;
}

function evidenceOf({ commit, runs, failures, request, logLines }: Evidence): string {
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    `Repeated in the sandbox on ${commit.slice(0, 10)}, without this change, it fails in ${failed} of ${runs} runs.`,
  ];
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

/** How the failing request is answered before the change and with it, as far as the proof says. */
function answersOf({ fault, evidence }: ReviewText, verdict: Verdict | undefined): string[] {
  const [failure] = evidence.failures;
  const kind = kindOf(verdict);
  if (!isUndeclared(fault) || !failure || !kind) return [];
  const [now = ''] = kind.split('; nobody said ');
  const [, body] = kind.split('; its body: ');
  const after = `${now.split('; its body: ')[0]}${body ? `: ${body}` : ''}`;
  return [
    `| the failing request | |\n| --- | --- |\n| before | ${plain(failure.message)} |\n| with this change | ${plain(firstWords(after, 300))} |`,
  ];
}

/** What the proof says of the answer behind how often it came. */
function kindOf(verdict: Verdict | undefined): string {
  const gone = verdict?.rungs?.find(({ rung }) => rung === 1)?.detail ?? '';
  return gone.includes('; ') ? gone.slice(gone.indexOf('; ') + 2) : '';
}

/** What only a person can decide: whether the answer is right, where nobody said it, and what the engine left undecided. */
function choiceOf({ fault, candidate }: ReviewText, verdict: Verdict | undefined): string[] {
  const [kind = ''] = kindOf(verdict).split('; its body: ');
  const undecided = whyUndecided(candidate);
  const isOpen = kind.includes(': decide ');
  const parts = [
    ...(isOpen ? [`${kind.charAt(0).toUpperCase()}${kind.slice(1)}.`] : []),
    ...(isUndeclared(fault)
      ? [
          'Nobody declared what a right answer is; the proof shows that the failure is gone, and what stays as it was. If callers should get what the table says, merge; if not, close this and say what they should get.',
        ]
      : []),
    ...(undecided ? [undecided] : []),
  ];
  return parts.length > 0 ? ['## What you decide', ...parts.map(plain)] : [];
}

/** Steps by what they are for a reader. */
const STEPS: Record<string, string> = {
  ...{ files: 'changed files', powers: 'new powers', types: 'type check', probe: 'failing request repeated' },
  side_effects: 'work and errors behind the answer',
};

function proofOf({ summary, steps, rungs = [], passedRuns, runs }: Verdict, fault: FaultDefinition): string {
  const rows = steps.map(({ name, passed, detail, durationMs }) => {
    const result = /^not (?:configured|asked)/.test(detail) ? 'not run' : passed ? 'passed' : 'failed';
    return `| ${STEPS[name] ?? name} | ${result} | ${(durationMs / 1000).toFixed(1)} s | ${plain(firstWords(detail, 200))} |`;
  });
  // Where a rate is declared, the figure says whether it is met.
  const shown = isUndeclared(fault)
    ? `With this change ${passedRuns} of ${runs} repetitions of the failing request are answered without the failure.`
    : `${plain(summary)}${summary.endsWith('.') ? '' : '.'}`;
  return [
    `${shown} ${scopeOf(rungs)}`,
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
    ? 'Other requests were sent to the code without the change and with it, and answered alike (3 below).'
    : 'No other request was compared: what is shown holds for that one.';
}

/** How the third rung names what had no answer. */
const NOT_ASKED = '; could not be asked: ';

/** Requests that were to be compared and had no answer, with the reasons. */
function leftOutOf(verdict: Verdict | undefined): string[] {
  const third = verdict?.rungs?.find(({ rung }) => rung === 3);
  return third?.held ? third.detail.split(NOT_ASKED).slice(1) : [];
}

/** What the proof knows and what it could not ask. */
function ladderOf(rungs: Rung[]): string {
  const lines = rungs.map((each) => {
    const [what = ''] = each.detail.split(NOT_ASKED);
    const isMade = each.held && what.startsWith('no good request is recorded');
    const result = isMade ? 'holds for requests made from the failing one' : rungResult(each);
    return `${each.rung}. ${plain(each.name)}: ${result} (${plain(firstWords(what, 400))})`;
  });
  return `What was checked, from the weakest to the strongest:\n\n${lines.join('\n')}`;
}

function cut(text: string): string {
  return cutAt(LONGEST_PART, text);
}

function cutAt(most: number, text: string): string {
  return text.length > most ? `${firstWords(text, most)}\n… cut` : text;
}
