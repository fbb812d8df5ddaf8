import type { KnowledgeHit } from '../../domain/ports/knowledge.ts';

/** A shared signature counts above any similarity of words, which stays below 1. */
export const SIGNATURE_SCORE = 10;

/**
 * One list of both kinds, best first. A fault that was healed often must not crowd the runbooks out: each kind has
 * half, and what the other leaves.
 */
export function mergeHits(fixes: KnowledgeHit[], runbooks: KnowledgeHit[], limit: number): KnowledgeHit[] {
  const half = Math.ceil(limit / 2);
  const mostFixes = Math.max(half, limit - runbooks.length);
  return [...fixes.slice(0, mostFixes), ...runbooks].slice(0, limit).sort((a, b) => b.score - a.score);
}
