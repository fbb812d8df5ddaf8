import { applyPatch, createPatch } from 'diff';
import type { Candidate, FileEdit } from '../../domain/fix.ts';
import type { KnowledgeHit } from '../../domain/ports/knowledge.ts';
import { candidateId } from '../candidate-id.ts';
import { isReadable, isSound } from '../syntax/source.ts';

/** Fixes that held before, as candidates for these files: taken over where the file is the same, else as a patch. */
export function recall(hits: readonly KnowledgeHit[], files: readonly FileEdit[]): Candidate[] {
  const found: Candidate[] = [];
  for (const { fix } of hits) {
    if (!fix) continue;
    const edits = fix.after.flatMap((after) => {
      const before = fix.before.find(({ path }) => path === after.path);
      const file = files.find(({ path }) => path === after.path);
      const content = before && file ? again(before.content, after.content, file.content) : null;
      return content === null || content === file?.content ? [] : [{ path: after.path, content }];
    });
    const id = candidateId(edits);
    const sound = edits.every((edit) => !isReadable(edit.path) || isSound(edit));
    if (edits.length === 0 || edits.length < fix.after.length || !sound) continue;
    if (found.some((candidate) => candidate.id === id)) continue;
    found.push({
      id,
      provider: 'memory',
      edits,
      rationale: `It held before (${fix.incidentId}): ${fix.rationale}`,
      templates: fix.templates,
      confidence: 0.97,
    });
  }
  return found;
}

function again(before: string, after: string, now: string): string | null {
  if (now === before) return after;
  if (before === after) return now;
  const patched = applyPatch(now, createPatch('file', before, after), { fuzzFactor: 2 });
  return patched === false ? null : patched;
}

/** Templates of fixes that held before, with a factor for their suggestions. */
export function favouredTemplates(hits: readonly KnowledgeHit[]): Map<string, number> {
  return new Map(hits.flatMap(({ fix }) => fix?.templates ?? []).map((name) => [name, 1.15]));
}
