import { calls } from './calls.ts';
import { chains } from './chains.ts';
import { comparators } from './comparators.ts';
import { conditions } from './conditions.ts';
import { derived } from './derived.ts';
import { elements } from './elements.ts';
import { expressions } from './expressions.ts';
import { handedUp } from './handed-up.ts';
import { indexed } from './indexed.ts';
import { lastly } from './lastly.ts';
import { literals } from './literals.ts';
import { loopTails } from './loop-tails.ts';
import { members } from './members.ts';
import { names } from './names.ts';
import { operators } from './operators.ts';
import { ownBounds } from './own-bounds.ts';
import { ownReads } from './own-reads.ts';
import { siblings } from './siblings.ts';
import { sizes } from './sizes.ts';
import { slips } from './slips.ts';
import type { SpaceEdit, SpaceInput, SpacePart } from './space-edit.ts';
import { statements } from './statements.ts';
import { wideBits } from './wide-bits.ts';
import { wraps } from './wraps.ts';
import { writes } from './writes.ts';

/** The parts of the space of single edits, each of which can be switched off. */
const SPACE_PARTS: Readonly<Record<string, SpacePart>> = {
  operators,
  literals,
  derived,
  names,
  slips,
  calls,
  conditions,
  wraps,
  statements,
  expressions,
  writes,
  siblings,
  members,
  chains,
  comparators,
  elements,
  indexed,
  handedUp,
  sizes,
  ownBounds,
  ownReads,
  lastly,
  loopTails,
  wideBits,
};

/** All single edits at the suspected places of a file, each once, the more likely kinds first. */
export function singleEdits(input: SpaceInput, without: readonly string[] = []): SpaceEdit[] {
  const seen = new Set<string>();
  const found: SpaceEdit[] = [];
  for (const [name, part] of Object.entries(SPACE_PARTS)) {
    if (without.includes(name)) continue;
    for (const edit of part(input)) {
      const key = edit.edits.map(({ start, end, text }) => `${start},${end},${text}`).join('\0');
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(edit);
    }
  }
  return found.sort((a, b) => b.weight - a.weight || a.at.start - b.at.start);
}
