import type { Failure } from '../../domain/evidence.ts';
import type { Verdict } from '../../domain/fix.ts';
import { describePowers } from '../../domain/power.ts';
import { readable } from '../../domain/readable.ts';
import type { TriedRequest, TryReport } from '../../stack/local/try-report.ts';
import { oneLine } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { diffLines } from './diff-lines.ts';
import { rungLines } from './rung-lines.ts';
import { wrap, wrapBehind } from './wrap.ts';

/** How many refused candidates are listed. */
const REFUSED = 5;
/** The longest answer that is shown, in characters. */
const QUOTED = 600;

/**
 * What a try found: how each request fails, the fix with its proof, or why no fix was found.
 * @param written the file that the patch was written to
 */
export function tryReport(report: TryReport, written: string | null, terminal: Terminal): string[] {
  const { colours, width } = terminal;
  const lines = report.requests.flatMap((request) => ['', ...describeRequest(request, report, terminal)]);
  if (report.explanation && report.outcome !== 'answered') {
    lines.push('', ...wrap(oneLine(readable(report.explanation)), width, 0));
  }
  if (report.fix) lines.push('', ...describeFix(report.fix, terminal));
  if (report.outcome === 'not_proven') lines.push('', ...whyNot(report, terminal));
  for (const note of report.notes) lines.push('', ...wrap(colours.yellow(oneLine(note)), width, 0));
  lines.push('', ...wrap(lastWord(report, written), width, 0));
  return lines;
}

function describeRequest(
  { title, failures, runs, answer }: TriedRequest,
  { outcome }: TryReport,
  terminal: Terminal,
) {
  const { colours, width } = terminal;
  const name = colours.bold(oneLine(title));
  if (failures.length === 0) {
    const body = answer ? oneLine(JSON.stringify(answer.body) ?? '').slice(0, QUOTED) : '';
    return [
      `${name} does not fail: ${answer ? `${answer.status} after ${Math.round(answer.latencyMs)} ms` : 'it passes'}`,
      ...(body ? wrapBehind('  ', body, width) : []),
    ];
  }
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const how = outcome === 'fails' ? 'fails' : `fails in ${failed} of ${runs} runs`;
  return [
    `${name} ${how}:`,
    ...failures.slice(0, 3).flatMap((failure) => describeFailure(failure, terminal)),
  ];
}

function describeFailure(
  { message, errorClass, sqlstate, hint, statement, frames }: Failure,
  { colours, width }: Terminal,
) {
  const error = [errorClass, sqlstate && `SQLSTATE ${sqlstate}`].filter(Boolean).join(', ');
  return [
    ...wrapBehind('  ', `${oneLine(message)}${error ? ` (${error})` : ''}`, width),
    ...(statement ? wrapBehind('    ', colours.dim(oneLine(statement)), width) : []),
    ...(hint ? wrapBehind('    ', colours.dim(oneLine(hint)), width) : []),
    ...frames
      .slice(0, 4)
      .map(({ path, line, column, symbol }) =>
        colours.dim(`    at ${symbol ? `${oneLine(symbol)} ` : ''}${oneLine(path)}:${line}:${column}`),
      ),
  ];
}

function describeFix(
  { candidate, diff, verdicts }: NonNullable<TryReport['fix']>,
  terminal: Terminal,
): string[] {
  const { colours, width } = terminal;
  const powers = describePowers(verdicts.flatMap(({ powers: each }) => each ?? []));
  return [
    ...wrap(
      `${colours.green('Proven.')} ${oneLine(readable(candidate.rationale))} (${candidate.provider})`,
      width,
      0,
    ),
    '',
    ...diffLines(diff.replace(/^=+\n/gm, ''), colours),
    '',
    ...proofLines(verdicts[0] as Verdict, terminal),
    ...verdicts.slice(1).map(({ summary }) => `  ${colours.green('✓')} ${oneLine(summary)}`),
    ...(powers.length === 0
      ? ['  The fix can do nothing that the code before could not.']
      : ['  The fix newly', ...powers.flatMap((power) => wrapBehind('    - ', oneLine(power), width))]),
  ];
}

function proofLines({ steps, summary, rungs = [] }: Verdict, terminal: Terminal): string[] {
  const { colours, width } = terminal;
  return [
    ...wrapBehind('  ', oneLine(summary), width),
    ...steps.map(({ name, passed, detail, durationMs }) => {
      const mark = passed ? colours.green('✓') : colours.red('✗');
      const time = `${(durationMs / 1000).toFixed(1)} s`.padStart(8);
      return `  ${mark} ${name.replace('_', ' ').padEnd(12)} ${time}  ${colours.dim(oneLine(detail))}`.trimEnd();
    }),
    ...rungLines(rungs, terminal, '  '),
  ];
}

function whyNot({ refusal, tried }: TryReport, { colours, width }: Terminal): string[] {
  const refused = tried
    .slice(0, REFUSED)
    .flatMap(({ candidate, verdict }) => [
      ...wrapBehind(`  ${colours.red('✗')} `, oneLine(readable(candidate.rationale)), width, 4),
      ...wrapBehind('    ', colours.dim(oneLine(verdict.summary)), width),
    ]);
  return [
    `No fix is proven: ${tried.length} ${tried.length === 1 ? 'candidate was' : 'candidates were'} tried.`,
    ...refused,
    ...(tried.length > REFUSED ? [`  … and ${tried.length - REFUSED} more`] : []),
    ...(refusal ? refusal.split('\n').flatMap((line) => wrap(oneLine(line), width, 0)) : []),
  ];
}

/** A change that spoils other requests may fix one. */
const ONE_REQUEST =
  ". The proof knows this request alone; add some that must keep working: --request 'GET /…' --expect 200";

/** Of a recorded failure it is known that it is gone, and no more. */
const NO_ANSWER = '. Nobody said what would be right: read the change, and the rungs above';

function lastWord({ outcome, allowedFiles, requests, recorded }: TryReport, written: string | null): string {
  switch (outcome) {
    case 'proven':
      return written
        ? `The patch is in ${written}. Apply it: git apply ${written}`
        : `Nothing was changed. Keep the patch: add --write fix.patch${recorded ? NO_ANSWER : requests.length > 1 ? '' : ONE_REQUEST}`;
    case 'not_proven':
      return `Only ${allowedFiles.join(', ')} might change. Name others by --allow, or ask a model, too: --model`;
    case 'fails':
      return 'Say what would be right, and a fix is looked for: --expect 200';
    case 'answered':
      return requests.length === 1
        ? 'There is nothing to fix.'
        : 'None of the requests fails: there is nothing to fix.';
  }
}
