import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import { number } from '../facts/timers.ts';
import { fold } from '../fold.ts';
import { pathOf } from '../path.ts';
import { bare, type Reading } from '../reading.ts';

/** Built-ins that bound a value, or make it harmless where it goes. */
const PROTECTS =
  /^(?:encodeURIComponent|encodeURI|min|max|clamp|basename|relative|isAbsolute|realpath|random(?:Bytes|UUID|Int)|getRandomValues|createHmac|createCipheriv|createDecipheriv|scrypt|pbkdf2|argon2|canonicalize|stripTags|encode|quote|parameterize)$/;
/** Methods by which a schema refuses. */
const REFUSES =
  /^(?:max|min|gt|gte|lt|lte|positive|negative|nonnegative|nonempty|int|safe|finite|multipleOf|length|email|url|uuid|cuid|ulid|ip|regex|pattern|enum|oneOf|valid|literal|strict|strictObject|refine|superRefine|trim|alphanum|integer|required|datetime|startsWith|endsWith|whitelist|parse|validate|check|nonEmpty|(?:min|max)(?:Value|Length|Size|Bytes|Items|Graphemes))$/;
const SCHEMAS = /^(?:zod|joi|@hapi\/joi|yup|valibot|superstruct|@sinclair\/typebox|fluent-json-schema)\b/;
/** A number that is changed by more than this is another limit. */
const TUNED = 10;

/** Limits of values that are gone or wider: bounds, lists of what is allowed, patterns, comparisons. */
export function lostLimits(old: Reading, after: Reading): string[] {
  const lost: string[] = [];
  const [before, now] = [protectionsOf(old), protectionsOf(after)];
  const addresses = ({ text }: Reading) => text.match(/\bURL(?:SearchParams)?\b/g)?.length ?? 0;
  for (const [name, count] of before) {
    const encoded = name.startsWith('encodeURI') && addresses(after) > addresses(old);
    if ((now.get(name) ?? 0) < count && !encoded) lost.push(`no longer uses ${quote(name)} where it did`);
  }
  const [checks, left] = [checksOf(old), checksOf(after)];
  for (const [name, count] of checks)
    if ((left.get(name) ?? 0) < count) lost.push(`no longer checks by ${quote(`.${name}(…)`)} where it did`);
  const [limits, changed] = [numbersOf(old), numbersOf(after)];
  for (const [name, value] of limits) {
    const other = changed.get(name);
    const ratio = other === undefined ? 1 : other / value;
    if (ratio > TUNED || ratio < 1 / TUNED)
      lost.push(`changes the limit ${quote(name)} from ${value} to ${other}`);
  }
  const [listed, lists] = [listsOf(old), listsOf(after)];
  for (const [name, values] of listed) {
    const added = (lists.get(name) ?? []).filter((value) => !values.includes(value));
    if (added.length > 0 && (lists.get(name) ?? []).length > values.length)
      lost.push(`adds ${quote(added.join(', '))} to the list ${quote(name)}`);
  }
  if (anchoredIn(after) < anchoredIn(old)) lost.push('no longer matches the whole of a text by `^…$`');
  if (looseIn(after) > looseIn(old)) lost.push('compares by `==` what was compared by `===`');
  return lost;
}

function protectionsOf(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  for (const { node } of reading.nodes) {
    if (node.type !== 'CallExpression') continue;
    const { root, names } = pathOf(reading, node.callee);
    const last = names.at(-1) ?? ('name' in root ? root.name : '');
    // A function that waits and one that does not protect alike.
    const name = last.replace(/Sync$/, '');
    const isMath = /^(?:min|max)$/.test(name) && !(root.kind === 'global' && root.name === 'Math');
    if (PROTECTS.test(name) && !isMath) found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}

/** What a file's schemas ask of values, and how often. */
function checksOf(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  for (const { node } of reading.nodes) {
    if (node.type !== 'CallExpression') continue;
    let root = bare(node.callee);
    while (root.type === 'CallExpression' || root.type === 'MemberExpression')
      root = bare(root.callee ?? root.object);
    const from = pathOf(reading, root).root;
    const method: string = bare(node.callee).property?.name ?? '';
    const name = method.replace(/^safeParse/, 'parse').replace(/Async$/, '');
    if (from.kind !== 'import' || !SCHEMAS.test(from.module) || !REFUSES.test(name)) continue;
    found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}

/** The numbers that a file keeps by a name. */
function numbersOf(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  for (const node of reading.body) {
    for (const each of node.type === 'VariableDeclaration' ? node.declarations : []) {
      const value = each.init && each.id.type === 'Identifier' ? number(reading, each.init) : null;
      if (value !== null && value > 0) found.set(each.id.name, value);
    }
  }
  return found;
}

function anchoredIn(reading: Reading): number {
  return reading.nodes.filter(
    ({ node }) => node.type === 'Literal' && node.regex && /^\^[\s\S]*\$$/.test(node.regex.pattern),
  ).length;
}

function looseIn(reading: Reading): number {
  return reading.nodes.filter(
    ({ node }) =>
      node.type === 'BinaryExpression' &&
      /^[!=]=$/.test(node.operator) &&
      ![node.left, node.right].some((each) => bare(each).value === null),
  ).length;
}

/** Lists and sets of written values that a file keeps by a name. */
function listsOf(reading: Reading): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const node of reading.body) {
    for (const each of node.type === 'VariableDeclaration' ? node.declarations : []) {
      const init = each.init && each.id.type === 'Identifier' ? bare(each.init) : null;
      const list = init?.type === 'NewExpression' && init.arguments[0] ? bare(init.arguments[0]) : init;
      if (list?.type !== 'ArrayExpression') continue;
      found.set(
        each.id.name,
        list.elements.flatMap((one: SyntaxNode | null) => (one && fold(reading, one)?.text) ?? []),
      );
    }
  }
  return found;
}
