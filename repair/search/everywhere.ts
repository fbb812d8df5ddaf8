import type { Edit } from '../syntax/edits.ts';
import { applyEdits } from '../syntax/edits.ts';
import { functionAround } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { operatorRange } from '../templates/helpers/text.ts';
import type { Draft } from './draft.ts';

/** How many of the best drafts of a file are tried at all places of the same mistake. */
const DRAFTS = 60;
/** More places are no longer one slip of the pen. */
const PLACES = 12;
/** How much less the change counts in a whole function, and in a whole file. */
const IN_FUNCTION = 0.6;
const IN_FILE = 0.5;

/**
 * The same change at every place where the same text stands in the same role: a mistake is seldom made once. In the
 * function around the place, and in the file where there are more.
 * @param drafts of this file, best first
 */
export function everywhere(source: Source, drafts: readonly Draft[]): Draft[] {
  const found: Draft[] = [];
  for (const draft of drafts.slice(0, DRAFTS)) {
    const [edit, ...others] = draft.edits;
    if (!edit || others.length > 0 || edit.start === edit.end) continue;
    const sites = sitesLike(source, edit);
    const own = sites.find(({ start }) => start === edit.start);
    if (!own || sites.length < 2 || sites.length > PLACES) continue;
    const near = sites.filter(({ owner }) => owner === own.owner);
    if (near.length > 1) found.push(at(source, draft, edit, near, IN_FUNCTION));
    if (sites.length > near.length) found.push(at(source, draft, edit, sites, IN_FILE));
  }
  return found;
}

interface Site {
  start: number;
  end: number;
  /** The function around it; null at the top of the file. */
  owner: unknown;
}

function at(source: Source, draft: Draft, edit: Edit, sites: Site[], weight: number): Draft {
  const edits = sites.map(({ start, end }) => ({ start, end, text: edit.text }));
  return {
    ...draft,
    edits,
    content: applyEdits(source.text, edits),
    rationale: `${draft.rationale} The same holds at ${sites.length} places.`,
    score: draft.score * weight,
  };
}

/** Places of the same text in the same role: nodes of one type below the same kind of parent, or operators. */
function sitesLike(source: Source, edit: Edit): Site[] {
  const whole = source.places.filter(({ node }) => node.start === edit.start && node.end === edit.end).at(-1);
  if (whole) {
    const text = source.slice(edit);
    return source.places
      .filter((place) => sameRole(place, whole) && source.slice(place.node) === text)
      .map((place) => ({
        start: place.node.start,
        end: place.node.end,
        owner: functionAround(place)?.node ?? null,
      }));
  }
  const operator = source.text.slice(edit.start, edit.end);
  const operators = source.of('BinaryExpression', 'LogicalExpression').flatMap((place) => {
    const { node } = place;
    if (node.operator !== operator) return [];
    const range = operatorRange(source, node.left, node.right, node.operator);
    return [{ ...range, owner: functionAround(place)?.node ?? null }];
  });
  return operators.some(({ start }) => start === edit.start) ? operators : [];
}

function sameRole(one: Place, other: Place): boolean {
  return (
    one.node.type === other.node.type &&
    one.key === other.key &&
    one.parent?.node.type === other.parent?.node.type
  );
}
