import { readable } from '../../domain/readable.ts';
import type { Detail } from '../client.ts';
import { oneLine } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { briefLines } from './brief.ts';
import { diffLines } from './diff-lines.ts';
import { rungLines } from './rung-lines.ts';
import { timelineRow } from './timeline-rows.ts';
import { undeclaredLines } from './undeclared-lines.ts';
import { span, tint, words } from './words.ts';
import { wrap } from './wrap.ts';

/**
 * One incident from top to bottom: the four answers, then what happened, what was found, tried and done.
 * @param again the failing request as a command; null: it is not known
 */
export function incidentStory(detail: Detail, terminal: Terminal, again: string | null): string[] {
  const { incident, timeline, discovered } = detail;
  const { colours } = terminal;
  const opened = Date.parse(incident.timestamp_opened);
  return [
    `${colours.bold(incident.id)}  ${tint(colours, incident.severity)(incident.severity)}  ${tint(colours, incident.phase)(words(incident.phase))}`,
    `${oneLine(incident.error_code)} on ${oneLine(incident.route)} of ${oneLine(incident.service)}`,
    '',
    ...briefLines(detail, terminal),
    ...section('What happened', whatHappened(detail, again), terminal),
    ...section('Where it fails', discovered ? undeclaredLines(discovered) : [], terminal),
    ...section('What was found', whatWasFound(detail, terminal), terminal),
    ...section('What was tried', whatWasTried(detail, terminal), terminal),
    ...section('What was done', whatWasDone(detail, terminal), terminal),
    ...section(
      'Timeline',
      timeline.map((entry) => timelineRow(entry, terminal, INSET, opened)),
      terminal,
    ),
  ];
}

/** Sections indent their lines themselves; a message continues below its start. */
const INSET = { text: '', width: 2 };

function section(title: string, lines: string[], { colours }: Terminal): string[] {
  return lines.length === 0 ? [] : ['', colours.bold(title), ...lines.map((line) => `  ${line}`)];
}

function whatHappened({ incident }: Detail, again: string | null): string[] {
  const { symptoms, breadcrumbs } = incident;
  const requests = `${symptoms.affected_requests} request${symptoms.affected_requests === 1 ? '' : 's'} failed, p95 ${symptoms.latency_p95.toFixed(2)} s, first at ${incident.timestamp_opened}`;
  return [
    requests,
    ...(again === null ? [] : [`again by   ${oneLine(again)}`]),
    // A service may log a whole stack at once; its frames stand where the fault does.
    ...breadcrumbs.recent_logs.slice(-5).map((line) => oneLine(line.split('\n', 1)[0] ?? '')),
  ];
}

function whatWasFound({ incident, knowledge }: Detail, { width }: Terminal): string[] {
  const { root_cause: cause } = incident;
  const found = cause
    ? wrap(
        `${oneLine(readable(cause.explanation))} (${oneLine(cause.source)}, ${Math.round(cause.confidence_score * 100)} % sure)`,
        width - 2,
        0,
      )
    : [];
  return [...found, ...knowledge.slice(0, 5).map(({ kind, title }) => `${kind}: ${oneLine(title)}`)];
}

function whatWasTried({ attempts, fix, diff }: Detail, terminal: Terminal): string[] {
  const { colours } = terminal;
  // A fix that waits, or that was refused, has changed nothing.
  const proposed =
    fix && !fix.commit ? [oneLine(fix.rationale), ...(diff ? diffLines(diff, colours) : [])] : [];
  const rounds = attempts.flatMap(({ healRun, number, proposal, verdicts, rejection }) => {
    const usage = proposal.usage
      ? `, ${proposal.usage.inputTokens + proposal.usage.outputTokens} tokens, $${proposal.usage.costUsd.toFixed(4)}`
      : '';
    const run = healRun > 1 ? `run ${healRun}, ` : '';
    const refusal = proposal.refusal ? `: ${oneLine(proposal.refusal)}` : '';
    return [
      `${run}attempt ${number} by ${oneLine(proposal.provider)}${usage}${refusal}`,
      ...verdicts.flatMap(({ proven, summary, durationMs, rungs = [] }) => {
        const mark = proven ? colours.green('proven ') : colours.red('refused');
        const reach = proven ? rungLines(rungs, terminal, '    ') : [];
        return [`  ${mark}  ${span(durationMs).padStart(9)}  ${oneLine(summary)}`, ...reach];
      }),
      ...(rejection ? [`  ${colours.yellow('rejected')}  ${oneLine(rejection)}`] : []),
    ];
  });
  return [...rounds, ...proposed];
}

function whatWasDone({ incident, fix, diff }: Detail, { colours }: Terminal): string[] {
  if (!fix?.commit) return [];
  const { summary } = incident.verification ?? {};
  const checked = typeof summary === 'string' ? [`verified: ${oneLine(summary)}`] : [];
  return [
    `commit ${fix.commit}`,
    oneLine(fix.rationale),
    ...checked,
    ...(diff ? diffLines(diff, colours) : []),
  ];
}
