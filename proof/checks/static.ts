import type { FileVersion, ProofStepName } from '../../domain/fix.ts';
import { exportChanges, exportsOf } from './exports.ts';
import { isProgram, parseProgram } from './program.ts';
import { harmless, reachChanges, reachOf } from './reach.ts';

export interface StaticFinding {
  name: ProofStepName;
  passed: boolean;
  detail: string;
}

/** The longest text of one file that is looked at, in characters. */
const LONGEST = 1_000_000;

/**
 * Everything that can be said of a candidate by reading it: only allowed files, the same exports, no new reach.
 * Stops at the first check that fails.
 * @param before texts of the allowed files at the commit; a file that does not exist there is absent
 */
export function checkStatically(
  edits: FileVersion[],
  allowedFiles: string[],
  before: Record<string, string>,
): StaticFinding[] {
  const checks: [ProofStepName, () => string[], string][] = [
    ['files', () => fileFindings(edits, allowedFiles, before), `only ${list(edits)} changed`],
    [
      'exports',
      () => perFile(edits, before, (path, old, now) => exportFindings(path, old, now)),
      'unchanged',
    ],
    [
      'imports',
      () => perFile(edits, before, (path, old, now) => reachFindings(path, old, now)),
      'nothing new',
    ],
  ];
  const findings: StaticFinding[] = [];
  for (const [name, check, fine] of checks) {
    const wrong = check();
    findings.push({ name, passed: wrong.length === 0, detail: wrong.join('; ') || fine });
    if (wrong.length > 0) break;
  }
  return findings;
}

function fileFindings(
  edits: FileVersion[],
  allowedFiles: string[],
  before: Record<string, string>,
): string[] {
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const { path, content } of edits) {
    if (!allowedFiles.includes(path)) wrong.push(`${path} is not one of the allowed files`);
    else if (seen.has(path)) wrong.push(`${path} is given twice`);
    else if (!Object.hasOwn(before, path)) wrong.push(`${path} does not exist at this commit`);
    else if (content.length > LONGEST) wrong.push(`${path} is too long`);
    else if (content.includes('\0')) wrong.push(`${path} is not text`);
    seen.add(path);
  }
  if (wrong.length === 0 && edits.every((edit) => before[edit.path] === edit.content)) {
    wrong.push('nothing is changed');
  }
  return wrong;
}

function exportFindings(path: string, old: string | null, now: string): string[] {
  return old === null ? [] : exportChanges(exportsOf(path, old), exportsOf(path, now));
}

function reachFindings(path: string, old: string | null, now: string): string[] {
  const after = reachOf(path, now);
  // Modules may have been loaded by the broken text; forbidden ones are named whether or not.
  const before =
    old === null ? { modules: harmless(after.modules), powers: new Set<string>() } : reachOf(path, old);
  return reachChanges(before, after);
}

function perFile(
  edits: FileVersion[],
  before: Record<string, string>,
  check: (path: string, old: string | null, now: string) => string[],
): string[] {
  return edits
    .filter((edit) => isProgram(edit.path))
    .flatMap(({ path, content }) => {
      const old = before[path] ?? '';
      try {
        parseProgram(path, content);
        // Where the old text does not parse, that is the fault, and there is nothing to compare with.
        return check(path, parses(path, old) ? old : null, content).map((finding) => `${path} ${finding}`);
      } catch (error) {
        // What cannot be read is not let through unread.
        return [(error as Error).message];
      }
    });
}

function parses(path: string, text: string): boolean {
  try {
    parseProgram(path, text);
    return true;
  } catch {
    return false;
  }
}

function list(edits: FileVersion[]): string {
  return edits.map((edit) => edit.path).join(', ');
}
