import type { Evidence } from '../../../domain/evidence.ts';
import type { KnowledgeHit } from '../../../domain/ports/knowledge.ts';
import { SIGNATURE_SCORE } from '../merge-hits.ts';
import { RELATED, signatureOf } from '../signature.ts';
import type { Memory } from './client.ts';
import type { Kept } from './documents.ts';

/** Of one passage, in characters. */
const LONGEST_EXCERPT = 2_000;

/**
 * Past fixes by what their failure has in common with this one. Where as much is shared, a fix that was rolled back comes first,
 * so that no limit parts a fix from its warning; then the newest.
 */
export function rankFixes(documents: Kept[], evidence: Evidence): KnowledgeHit[] {
  const wanted = signatureOf(evidence);
  const most = [...wanted.values()].reduce((sum, weight) => sum + weight, 0);
  return documents
    .flatMap((document) => (document.kind === 'fix' ? [document] : []))
    .map((document) => ({
      document,
      shared: document.signature.reduce((sum, token) => sum + (wanted.get(token) ?? 0), 0),
    }))
    .filter(({ shared }) => shared >= RELATED)
    .sort(
      (one, other) =>
        other.shared - one.shared ||
        Number(isRolledBack(other.document)) - Number(isRolledBack(one.document)) ||
        (one.document.at < other.document.at ? 1 : -1),
    )
    .map(({ document: { id, title, body, fix }, shared }) => {
      const { key: _, ...rest } = fix;
      return { id, kind: 'fix', title, excerpt: body, score: SIGNATURE_SCORE * (shared / most), fix: rest };
    });
}

/** The memories that Backboard found by meaning, without the fixes: runbooks, and those that people added. */
export function toRunbookHits(
  found: { id: string; score: number }[],
  memories: Memory[],
  documents: Kept[],
): KnowledgeHit[] {
  return found.flatMap(({ id, score }): KnowledgeHit[] => {
    const document = documents.find(({ memory }) => memory === id);
    if (document?.kind === 'fix') return [];
    const memory = memories.find((each) => each.id === id);
    if (!document && (!memory || memory.metadata?.suture_document)) return [];
    const text = document?.body ?? memory?.content ?? '';
    return [
      {
        id: document?.id ?? `memory:${id}`,
        kind: 'runbook',
        title: document?.title ?? cut(text.split('\n', 1)[0] ?? '', 80),
        excerpt: cut(text, LONGEST_EXCERPT),
        // Below every fix that is related.
        score: Math.min(Math.max(score, 0), 0.999),
        fix: null,
      },
    ];
  });
}

function isRolledBack({ fix }: { fix: { rolledBack?: unknown } }): boolean {
  return fix.rolledBack !== undefined;
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
