import type { Node } from 'oxc-parser';
import type { Edit } from '../syntax/edits.ts';
import { functionAround } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { operatorRange } from '../templates/helpers/text.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';

/** More steps with bits are a hash or a cipher, which wants 32 of them. */
const SITES = 8;
const WEIGHT = 0.3;

/** A step with bits, and the arithmetic in its place. */
interface Site {
  place: Place;
  edits: Edit[];
  takes: boolean;
}

/**
 * Arithmetic in the place of steps with bits, which know 32 of them: `Math.floor(n / 2 ** 7)` for `n >>> 7` and
 * `sum += part * 2 ** shift` for `sum |= part << shift`. At all places of a function or the file; those that take bits away, and those that put
 * them together, also alone.
 */
export function* wideBits({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  const sites = source
    .of('BinaryExpression', 'AssignmentExpression')
    .filter(suspected)
    .flatMap((place) => siteOf(source, place) ?? []);
  const owners = new Map<Node | null, Site[]>();
  for (const site of sites) {
    const owner = functionAround(site.place)?.node ?? null;
    owners.set(owner, [...(owners.get(owner) ?? []), site]);
  }
  const sets = [...owners.values(), sites].flatMap((all) => [
    all,
    all.filter(({ takes }) => takes),
    all.filter(({ takes }) => !takes),
  ]);
  for (const set of sets) {
    const [first] = set;
    if (!first || set.length > SITES) continue;
    const edits = set.flatMap((site) => site.edits);
    yield { edits, weight: WEIGHT, at: first.place.node, kind: 'arithmetic for bits' };
  }
}

function siteOf(source: Source, place: Place): Site | null {
  const { node } = place;
  if (node.type !== 'BinaryExpression' && node.type !== 'AssignmentExpression') return null;
  const { operator } = node;
  const [left, right] = [node.left as Node, node.right as Node];
  const range = operatorRange(source, left, right, operator);
  const swap = (text: string): Edit => ({ ...range, text });
  const power = [...inBrackets(left), ...inBrackets(right)];
  const end = insert(node.end, ')');
  const floor = [insert(node.start, 'Math.floor('), ...power, swap('/ 2 **'), end];
  if (/^>>>?$/.test(operator) && source.slice(right) !== '0') return { place, takes: true, edits: floor };
  if (/^>>>?=$/.test(operator)) {
    const divided = swap(`= Math.floor(${source.slice(left)} / 2 **`);
    return { place, takes: true, edits: [divided, ...inBrackets(right), end] };
  }
  if (operator === '<<') return { place, takes: false, edits: [...power, swap('* 2 **')] };
  if (operator === '<<=') return { place, takes: false, edits: [...power, swap('*= 2 **')] };
  if (operator === '|=') return { place, takes: false, edits: [swap('+=')] };
  const joins = operator === '|' && source.slice(node).includes('<<');
  return joins ? { place, takes: false, edits: [swap('+')] } : null;
}

function insert(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** Brackets around an operand that has none and needs them. */
function inBrackets(node: Node): Edit[] {
  const isSimple = /^(Identifier|Literal|MemberExpression|CallExpression|ParenthesizedExpression)$/;
  return isSimple.test(node.type) ? [] : [insert(node.start, '('), insert(node.end, ')')];
}
