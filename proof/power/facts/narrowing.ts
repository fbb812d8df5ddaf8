import type { SyntaxNode } from '../../checks/program.ts';
import { readLoosely } from '../../rows/loose.ts';
import { fold, keyOf } from '../fold.ts';
import { pathOf } from '../path.ts';
import { bare, type Reading } from '../reading.ts';
import { isStatement } from '../sql-powers.ts';
import { sourceOf } from './calls.ts';

/** Methods of query builders that mean fewer rows. */
const WHERE =
  /^(?:and)?where(?:In|Not|NotIn|Null|NotNull|Between|Raw|Exists|Like|ILike|Not|Column|JsonPath)?$/i;
/** Functions and methods that compare a column. */
const COMPARES =
  /^(?:eq|neq|ne|gt|gte|lt|lte|inArray|notInArray|isNull|isNotNull|isDistinctFrom|between|like|ilike|notLike|equals|contains)$/;
/** Calls whose first object holds the conditions themselves. */
const FINDS =
  /^(?:find|findOne|findOneBy|findBy|findOneAndUpdate|findOneAndDelete|findOneAndReplace|updateOne|updateMany|replaceOne|deleteOne|deleteMany|countDocuments|distinct|exists)$/;
const LIMITS = /^(?:limit|take|fetch|top|first)$/i;
const PIECE = /^\s*(?:and|where|or|limit|having|on)\b/i;
const NESTED = /^(?:AND|OR|NOT|\$and|\$or|\$nor|and|or|is|every|some|none)$/;

/** Ways in which a program asks for fewer rows: by a query builder, or by a piece of a statement. */
export interface Narrowing {
  /** The column, or the limit. */
  name: string;
  key: string;
}

/** What limits the rows of a program's queries, but for whole statements. */
export function narrowingsOf(reading: Reading): Narrowing[] {
  const found: Narrowing[] = [];
  const add = (how: string, name: string) => found.push({ name, key: `${how} ${name}` });
  for (const { node } of reading.nodes) {
    if (node.type === 'CallExpression') callOf(reading, node, add);
    if (node.type === 'Property' && !node.computed && keyOf(reading, node) === 'where')
      inside(reading, node.value, add);
    if (node.type === 'Property' && /^(?:take|limit)$/.test(keyOf(reading, node) ?? ''))
      add('limit', 'LIMIT');
    if (!/^(?:Literal|TemplateLiteral)$/.test(node.type)) continue;
    const text = fold(reading, node)?.text;
    if (!text || typeof text !== 'string' || !PIECE.test(text) || isStatement(text)) continue;
    const { compared, limited } = readLoosely(text);
    for (const name of compared) add('where', name);
    if (limited) add('limit', 'LIMIT');
  }
  return found;
}

type AddNarrowing = (how: string, name: string) => void;

function callOf(reading: Reading, node: SyntaxNode, add: AddNarrowing): void {
  const callee = bare(node.callee);
  const method = callee.type === 'MemberExpression';
  const name = (method ? keyOf(reading, callee) : callee.name) ?? '';
  const [first, second] = node.arguments;
  if (method && LIMITS.test(name) && first) add('limit', 'LIMIT');
  if (!first) return;
  if (
    COMPARES.test(name) &&
    (method ? typeof fold(reading, first)?.text === 'string' : second || /^is/.test(name))
  ) {
    add(name, fold(reading, first)?.text ?? pathOf(reading, first).names.at(-1) ?? sourceOf(reading, first));
  }
  if (!method) return;
  if (FINDS.test(name)) inside(reading, first, add);
  if (!WHERE.test(name)) return;
  if (bare(first).type === 'ObjectExpression') {
    inside(reading, first, add);
    return;
  }
  const text = fold(reading, first)?.text;
  const operator = node.arguments.length > 2 && second ? fold(reading, second)?.text : '=';
  if (text === undefined) return;
  const { compared } = readLoosely(`where ${text}`);
  if (compared.length > 0) for (const column of compared) add('where', column);
  else add(operator === '=' ? 'where' : `where ${operator}`, text.split('.').at(-1) as string);
}

/** The keys of an object of conditions. */
function inside(reading: Reading, node: SyntaxNode, add: AddNarrowing, depth = 0): void {
  const at = bare(node);
  if (depth > 5) return;
  if (at.type === 'ArrayExpression')
    for (const each of at.elements) if (each) inside(reading, each, add, depth + 1);
  if (at.type !== 'ObjectExpression') return;
  for (const each of at.properties) {
    if (each.type !== 'Property') continue;
    const key = keyOf(reading, each) ?? '[any]';
    if (key === 'where') continue;
    // An alternative does not narrow what stands beside it, and what stands in it narrows less.
    if (/^(?:OR|\$or|or)$/.test(key)) continue;
    // Without a value a condition holds for every row.
    if (/\bundefined\b/.test(sourceOf(reading, each.value))) continue;
    if (NESTED.test(key)) inside(reading, each.value, add, depth + 1);
    else add('where', key);
  }
}

/** Calls and keys by which further rows are meant: alternatives. */
export function alternativesOf(reading: Reading): number {
  return reading.nodes.filter(({ node }) => {
    if (node.type === 'Property') return /^(?:OR|\$or)$/.test(keyOf(reading, node) ?? '');
    if (node.type !== 'CallExpression') return false;
    const callee = bare(node.callee);
    return /^or[A-Z]\w*$|^or$/.test(
      (callee.type === 'MemberExpression' ? keyOf(reading, callee) : callee.name) ?? '',
    );
  }).length;
}
