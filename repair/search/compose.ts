import type { Cause, CauseKind } from '../evidence/cause.ts';
import type { Clues } from '../evidence/clues.ts';
import { applyEdits, mergeEdits } from '../syntax/edits.ts';
import type { Draft } from './draft.ts';

/** How many of the best drafts for a cause are combined with those of another. */
const WIDTH = 3;
/** What a program does with an answer that it did not expect: no cause of its own where such answers were seen. */
const SYMPTOMS: readonly CauseKind[] = [
  'absent_value',
  'unknown_name',
  'unawaited',
  'wrong_result',
  'exception',
];

/**
 * Drafts that answer several causes at once, best first. Where runs fail for several reasons, no change that answers
 * only one of them can make all runs pass, so these come before the changes that they are made of.
 */
export function compose(drafts: readonly Draft[], clues: Clues, textOf: (path: string) => string): Draft[] {
  const causes = clues.causes
    .filter((cause) => cause.share > 0.02 && !isSymptom(cause, clues))
    .map((cause) => cause.kind);
  if (causes.length < 2) return [];
  const best = causes.map((kind) => drafts.filter((draft) => leads(draft, kind, clues)).slice(0, WIDTH));
  const found = new Map<string, Draft>();
  for (const [index, firsts] of best.entries()) {
    for (const seconds of best.slice(index + 1)) {
      for (const first of firsts) {
        for (const second of seconds) {
          const merged = merge(first, second, textOf);
          if (merged) found.set(merged.content, merged);
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score);
}

function isSymptom({ kind }: Cause, { causes }: Clues): boolean {
  return SYMPTOMS.includes(kind) && causes.some((other) => other.kind === 'bad_payload' && other.witnessed);
}

/** Whether a draft is an answer to this cause first of all: of all the causes it answers, this one is named first. */
function leads(draft: Draft, kind: Draft['answers'][number], clues: Clues): boolean {
  return draft.answers[0] === kind && clues.has(kind);
}

/** Both changes in one; null when they touch the same text, lie in different files, or are of one template. */
function merge(first: Draft, second: Draft, textOf: (path: string) => string): Draft | null {
  if (first.path !== second.path || first.templates.some((name) => second.templates.includes(name)))
    return null;
  const edits = mergeEdits(first.edits, second.edits);
  if (!edits) return null;
  return {
    path: first.path,
    edits,
    content: applyEdits(textOf(first.path), edits),
    rationale: `${first.rationale} ${second.rationale}`,
    templates: [...first.templates, ...second.templates],
    answers: [...new Set([...first.answers, ...second.answers])],
    score: Math.min(0.99, Math.sqrt(first.score * second.score) * 1.25),
  };
}
