import { readFileSync, writeFileSync } from 'node:fs';
import type { CheckPart } from '../../domain/check/step.ts';
import type { CheckReport } from '../../stack/local/check-local.ts';

/** Parts without which a service can be healed, and their entries. */
const OPTIONAL: Partial<Record<CheckPart, string>> = { types: 'typecheck', tests: 'test' };

/**
 * Writes into a new `suture.yaml` that the type check or the tests are left out, where they fail on the commit as it is: they
 * would refuse each fix.
 * @param file the path of the `suture.yaml`
 * @returns the report without these failures, with a note for each
 */
export function leaveOut(file: string, report: CheckReport): CheckReport {
  const failed = report.parts.filter(({ part, state }) => state === 'failed' && OPTIONAL[part]);
  if (failed.length === 0) return report;
  const commit = report.commit.slice(0, 10);
  let text = readFileSync(file, 'utf8');
  for (const { part, cause } of failed) {
    const key = OPTIONAL[part] as string;
    const why = `# Left out, since it fails on ${commit}: ${firstLine(cause ?? '')}\n`;
    const written = new RegExp(`^(?:# [^\\n]*\\n)?${key}: ([^\\n]*)\\n`, 'm');
    text = written.test(text)
      ? text.replace(written, (_, command: string) => `${why}# ${key}: ${command}\n${key}: false\n`)
      : `${text}\n${why}${key}: false\n`;
  }
  writeFileSync(file, text);
  const parts = report.parts.map((part) =>
    failed.includes(part) ? { ...part, state: 'left_out' as const } : part,
  );
  const names = failed.map(({ part }) => (part === 'types' ? 'type check' : 'tests')).join(' and the ');
  const note = `suture.yaml leaves out the ${names}, which ${failed.length === 1 && failed[0]?.part === 'types' ? 'fails' : 'fail'} on this commit and would refuse each fix. Write the command again once it passes.`;
  return {
    ...report,
    parts,
    ok: parts.every(({ state }) => state !== 'failed'),
    notes: [note, ...report.notes],
  };
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 200);
}
