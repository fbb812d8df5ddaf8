import type { CheckPart } from '../../domain/check/step.ts';
import type { CheckedPart, CheckReport } from '../../stack/local/check-local.ts';
import { plain } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { wrap } from './wrap.ts';

/** What follows the lines of the parts: why they failed and what to write, what nothing answers, and what it comes to. */
export function checkReport(
  report: CheckReport,
  titles: Record<CheckPart, string>,
  terminal: Terminal,
): string[] {
  const { colours, width } = terminal;
  const failed = report.parts.filter(({ state }) => state === 'failed');
  const lines = failed.flatMap((part) => ['', ...failure(part, titles[part.part], terminal)]);
  if (report.unanswered.length > 0) {
    lines.push(
      '',
      ...wrap(
        `The service dials ${report.unanswered.map(plain).join(', ')}, and nothing in the sandbox answers there. Where a fault depends on it, write an entry under "upstreams" in suture.yaml.`,
        width,
        0,
      ),
    );
  }
  for (const note of report.notes) lines.push('', ...wrap(colours.yellow(plain(note)), width, 0));
  const what = report.service ?? 'The service';
  lines.push(
    '',
    report.ok
      ? `${what} can be healed: a fault of it can be replayed, and a fix proven.`
      : `${what} cannot be healed yet. Correct what failed, then: suture check`,
  );
  return lines;
}

function failure(
  { cause, write, output }: CheckedPart,
  title: string,
  { colours, width }: Terminal,
): string[] {
  const [first = '', ...more] = wrap(plain(cause ?? ''), width, INDENT);
  return [
    `${colours.bold(title.padEnd(INDENT - 1))} ${first}`,
    ...more,
    ...output.map((line) => colours.dim(`${' '.repeat(INDENT)}| ${plain(line)}`)),
    ...(write
      ? [advice(write), ...write.split('\n').map((line) => `${' '.repeat(INDENT + 2)}${plain(line)}`)]
      : []),
  ];
}

const INDENT = 13;

/** Lines of YAML are for the file; a sentence is said as it is. */
function advice(write: string): string {
  const forFile = /^[a-z]\w*:/.test(write);
  return `${' '.repeat(INDENT)}${forFile ? 'Write into suture.yaml:' : 'What helps:'}`;
}
