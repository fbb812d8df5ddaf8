import { applyPatch, createPatch } from 'diff';
import type { Candidate, FileVersion } from '../../domain/fix.ts';
import type { KnowledgeHit, Rollback } from '../../domain/ports/knowledge.ts';
import { candidateId } from '../candidate-id.ts';
import { isReadable, isSound } from '../syntax/source.ts';

type PastFix = NonNullable<KnowledgeHit['fix']>;

/**
 * Past fixes as candidates for these files: the whole text where the file is the same, else as a patch. A change that
 * equals a reverted fix is left out.
 */
export function recall(hits: readonly KnowledgeHit[], files: readonly FileVersion[]): Candidate[] {
  const found: Candidate[] = [];
  const warnings = rolledBack(hits, files);
  for (const { fix } of hits) {
    const edits = fix && !fix.rolledBack ? fitted(fix, files) : null;
    if (!fix || !edits) continue;
    const id = candidateId(edits);
    if (warnings.has(id) || found.some((candidate) => candidate.id === id)) continue;
    found.push({
      id,
      provider: 'memory',
      edits,
      rationale: `Verified in ${fix.incidentId}: ${plainRationale(fix.rationale)}`,
      templates: fix.templates,
      confidence: 0.97,
      ...(fix.powers && { powers: fix.powers }),
    });
  }
  return found;
}

/** A rationale without the incidents that earlier reuses of the fix put before it. */
function plainRationale(rationale: string): string {
  return rationale.replace(/^((Verified in \S+|It held before \([^)]*\)): )+/, '');
}

/** Fixes that were reverted, by the id that the same change has on these files. */
export function rolledBack(
  hits: readonly KnowledgeHit[],
  files: readonly FileVersion[],
): Map<string, Rollback & { incidentId: string }> {
  const found = new Map<string, Rollback & { incidentId: string }>();
  for (const { fix } of hits) {
    const edits = fix?.rolledBack ? fitted(fix, files) : null;
    if (fix?.rolledBack && edits) {
      found.set(candidateId(edits), { ...fix.rolledBack, incidentId: fix.incidentId });
    }
  }
  return found;
}

/** The edits of a fix as they are on these files; null where it does not fit them. */
function fitted(fix: PastFix, files: readonly FileVersion[]): FileVersion[] | null {
  const edits = fix.after.flatMap((after) => {
    const before = fix.before.find(({ path }) => path === after.path);
    const file = files.find(({ path }) => path === after.path);
    const content = before && file ? again(before.content, after.content, file.content) : null;
    return content === null || content === file?.content ? [] : [{ path: after.path, content }];
  });
  const sound = edits.every((edit) => !isReadable(edit.path) || isSound(edit));
  return edits.length > 0 && edits.length === fix.after.length && sound ? edits : null;
}

function again(before: string, after: string, now: string): string | null {
  if (now === before) return after;
  if (before === after) return now;
  const patched = applyPatch(now, createPatch('file', before, after), { fuzzFactor: 2 });
  return patched === false ? null : patched;
}

/** Templates of fixes that held before, with a factor for their suggestions. */
export function favouredTemplates(hits: readonly KnowledgeHit[]): Map<string, number> {
  const held = hits.flatMap(({ fix }) => (fix && !fix.rolledBack ? fix.templates : []));
  return new Map(held.map((name) => [name, 1.15]));
}
