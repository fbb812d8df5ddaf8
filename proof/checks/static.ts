import type { FileVersion, ProofStepName } from '../../domain/fix.ts';
import { describePowers, inOrder, type Power } from '../../domain/power.ts';
import { powerDelta } from '../power/delta.ts';
import { type Known, NOTHING_KNOWN } from '../power/vocabulary.ts';
import { exportChanges, exportsOf } from './exports.ts';
import { isProgram, parseProgram } from './program.ts';

export interface StaticFinding {
  name: ProofStepName;
  passed: boolean;
  detail: string;
}

/** The longest text of one file that is looked at, in characters. */
const LONGEST = 1_000_000;

export interface StaticJudgement {
  findings: StaticFinding[];
  /** What the changed code can do that the code before could not; a refused power is a finding as well. */
  powers: Power[];
}

/**
 * Everything that can be said of a candidate by reading it: only allowed files, the same exports, no power that no fix may
 * gain. Stops at the first check that fails.
 * @param before texts of the allowed files at the commit; a file that does not exist there is absent
 * @param known what was observed of the service: its columns, the fields that upstreams answer
 */
export function checkStatically(
  edits: FileVersion[],
  allowedFiles: string[],
  before: Record<string, string>,
  known: Known = NOTHING_KNOWN,
): StaticJudgement {
  const findings: StaticFinding[] = [];
  const powers: Power[] = [];
  const end = (name: ProofStepName, wrong: string[], fine: string): boolean => {
    findings.push({ name, passed: wrong.length === 0, detail: wrong.join('; ') || fine });
    return wrong.length === 0;
  };
  if (!end('files', fileFindings(edits, allowedFiles, before), `only ${list(edits)} changed`))
    return { findings, powers };
  const exported = perFile(edits, before, ({ path, content }, old) => {
    if (!isProgram(path) || old === null) return [];
    const { lost, gained } = exportChanges(exportsOf(path, old), exportsOf(path, content));
    powers.push(...gained.map((name) => exportPower(path, name)));
    return lost.map((change) => `${path} ${change}`);
  });
  if (!end('exports', exported, 'unchanged')) return { findings, powers };
  const refused = perFile(edits, before, (edit, old) => {
    const gained = powerDelta(edit, { text: before[edit.path] ?? '', parses: old !== null }, known);
    powers.push(...gained);
    return describePowers(gained.filter((power) => power.refused)).map(
      (what) => `no fix may do what this one does: it newly ${what}`,
    );
  });
  const named = describePowers(powers);
  end(
    'powers',
    refused,
    named.length === 0 ? 'nothing new' : `a person must approve: it newly ${named.join('; ')}`,
  );
  return { findings, powers: inOrder(powers) };
}

function exportPower(path: string, name: string): Power {
  return { kind: 'export', what: `exports ${name}`, where: path, refused: false, seen: 'syntax' };
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

/** Runs a check on each edit; `old` is null where the old text does not parse, since that is then the fault. */
function perFile(
  edits: FileVersion[],
  before: Record<string, string>,
  check: (edit: FileVersion, old: string | null) => string[],
): string[] {
  return edits.flatMap((edit) => {
    const { path, content } = edit;
    const old = before[path] ?? '';
    try {
      if (isProgram(path)) parseProgram(path, content);
      return check(edit, !isProgram(path) || parses(path, old) ? old : null);
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
