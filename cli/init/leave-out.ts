import { readFileSync, writeFileSync } from 'node:fs';
import type { CheckPart } from '../../domain/check/step.ts';
import type { CheckedPart, CheckReport } from '../../stack/local/check-local.ts';

/** Parts without which a service can be healed, with their entries and names. */
const OPTIONAL: Partial<Record<CheckPart, { key: string; name: string }>> = {
  types: { key: 'typecheck', name: 'the type check' },
  tests: { key: 'test', name: 'the tests' },
  health: { key: 'health', name: 'the health check' },
};

/**
 * Corrects a new `suture.yaml` by the check that followed: a type check or tests that fail on the commit as it is would refuse
 * each fix, and a health check that was guessed may be none. They are left out; another health path that answers is taken.
 * @param file the path of the `suture.yaml`
 * @returns the report without these failures, with a note on them
 */
export function leaveOut(file: string, report: CheckReport): CheckReport {
  const failed = report.parts.filter(({ part, state }) => state === 'failed' && OPTIONAL[part]);
  if (failed.length === 0) return report;
  let text = readFileSync(file, 'utf8');
  for (const part of failed) text = withoutPart(text, part, report.commit.slice(0, 10));
  writeFileSync(file, text);
  const parts = report.parts.map((part) =>
    failed.includes(part) ? { ...part, state: 'left_out' as const } : part,
  );
  const names = failed.map(({ part }) => OPTIONAL[part]?.name).join(', ');
  const note = `suture.yaml leaves out what fails on this commit as it is: ${names}. A fix would be refused by it. Write it again once it passes.`;
  const ok = parts.every(({ state }) => state !== 'failed');
  return { ...report, parts, ok, notes: [note, ...report.notes] };
}

/**
 * Corrects the start of a new `suture.yaml` where the build writes the program elsewhere, as NestJS does where TypeScript lies
 * beside `src`.
 * @returns what it starts now; null where nothing of the kind failed
 */
export function correctStart(file: string, { parts }: CheckReport): string | null {
  const cause = parts.find(({ part, state }) => part === 'start' && state === 'failed')?.cause ?? '';
  const [, missing, built] = /^(\S+) does not exist after the build, which writes (\S+)\.$/.exec(cause) ?? [];
  if (!missing || !built) return null;
  const text = readFileSync(file, 'utf8');
  const line = /^start: .*$/m.exec(text)?.[0] ?? '';
  const at = line.search(
    new RegExp(`(?<=[\\s./])${missing.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=\\s|$)`),
  );
  if (at < 0) return null;
  const corrected = line.slice(0, at) + built + line.slice(at + missing.length);
  writeFileSync(
    file,
    text.replace(line, () => `# The build writes it there, and not to ${missing}.\n${corrected}`),
  );
  return built;
}

function withoutPart(text: string, { part, cause, message }: CheckedPart, commit: string): string {
  const key = OPTIONAL[part]?.key ?? part;
  const instead = (part === 'health' && /; GET (\S+) answers 200/.exec(message)?.[1]) || 'false';
  const why = `# Left out, since it fails on ${commit}: ${(cause ?? '').split('\n')[0]?.slice(0, 200)}\n`;
  const written = new RegExp(`^(?:# [^\\n]*\\n)?${key}: ([^\\n]*)\\n`, 'm');
  return written.test(text)
    ? text.replace(written, (_, before: string) => `${why}# ${key}: ${before}\n${key}: ${instead}\n`)
    : `${text}\n${why}${key}: ${instead}\n`;
}
