import { applyEdits, mergeEdits } from '../syntax/edits.ts';
import { functionAround } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { Draft } from './draft.ts';

/** How many of the best drafts of a file are tried in other functions as well. */
const DRAFTS = 30;
/** Places of a file, at most. */
const PLACES = 4;
/** How much more the change counts in all of them: it is known that the mistake is behind another route. */
const IN_OTHERS = 1.02;

/**
 * The same kind of change in other functions of the file, where names and texts differ: the best draft of the same template there
 * whose edits look alike. For a failure that was found behind another route as well.
 * @param drafts of this file, best first
 */
export function elsewhere(source: Source, drafts: readonly Draft[]): Draft[] {
  return drafts.slice(0, DRAFTS).flatMap((draft) => {
    const own = owners(source, draft);
    const alike = new Map<unknown, Draft>();
    for (const other of drafts) {
      if (
        other === draft ||
        other.templates[0] !== draft.templates[0] ||
        shape(source, other) !== shape(source, draft)
      ) {
        continue;
      }
      const [owner, ...more] = owners(source, other);
      if (more.length > 0 || own.includes(owner) || alike.has(owner)) continue;
      alike.set(owner, other);
    }
    if (alike.size === 0 || alike.size >= PLACES) return [];
    let { edits } = draft;
    for (const other of alike.values()) edits = mergeEdits(edits, other.edits) ?? edits;
    const rationale = `${draft.rationale} The same holds in ${alike.size + 1} functions.`;
    const score = Math.min(0.99, draft.score * IN_OTHERS);
    return [{ ...draft, edits, content: applyEdits(source.text, edits), rationale, score }];
  });
}

/** The functions in which a draft changes something. */
function owners(source: Source, { edits }: Draft): unknown[] {
  const found = edits.map(({ start, end }) => {
    const around = source.places.filter(({ node }) => node.start <= start && end <= node.end).at(-1);
    return (around && functionAround(around)?.node) ?? null;
  });
  return [...new Set(found)];
}

/** What a draft replaces and writes, without names and texts. */
function shape(source: Source, { edits }: Draft): string {
  return edits.map((edit) => `${masked(source.slice(edit))}→${masked(edit.text)}`).join('\n');
}

function masked(text: string): string {
  return text
    .replace(/'[^'\n]*'|"[^"\n]*"/g, '""')
    .replace(/[A-Za-z_$][\w$]*/g, 'a')
    .replace(/\s+/g, ' ');
}
