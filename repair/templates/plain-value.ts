import type { Node } from 'oxc-parser';
import { bare, calleeName, identifierName, is, memberName } from '../syntax/nodes.ts';
import type { NodeOf, Place, Source } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { namesInherited } from './helpers/inherited.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** Methods that values of one kind alone have, and what makes such a value of another. */
const MAKERS: [RegExp, (text: string) => string][] = [
  [/^(toFixed|toPrecision|toExponential)$/, (text) => `Number(${text})`],
  [
    /^(split|trim|trimStart|trimEnd|toLowerCase|toUpperCase|startsWith|endsWith|replace|replaceAll|padStart|padEnd|charAt|localeCompare|normalize|match)$/,
    (text) => `String(${text})`,
  ],
  [
    /^(map|filter|reduce|forEach|some|every|find|join|flatMap|push|sort)$/,
    (text) => `[].concat(${text} ?? [])`,
  ],
  [
    /^(getTime|toISOString|getFullYear|getMonth|getDate|getDay|getHours|toLocaleDateString)$/,
    (text) => `new Date(${text})`,
  ],
];

/**
 * A value of another kind than its use asks for is made one: a numeric column that arrives as text, a parameter that was
 * given twice, a count that is a BigInt.
 */
export const plainValue: Template = {
  name: 'plain-value',
  answers: ['unknown_name', 'exception', 'wrong_result', 'bad_payload', 'uncaught'],
  *propose(input) {
    yield* sums(input);
    yield* methods(input);
    yield* bigIntegers(input);
  },
};

function* methods({ source, clues, evidence }: TemplateInput): Generator<Suggestion> {
  // What was found is no value of another kind then, but none at all.
  if (namesInherited(evidence)) return;
  for (const { node, parent, key } of source.of('MemberExpression')) {
    const name = memberName(node);
    if (!name || key !== 'callee' || !is(parent, 'CallExpression')) continue;
    const object = source.slice(node.object);
    const isNamed = [...clues.unknownNames].some(
      (unknown) =>
        unknown === `${object}.${name}` || (unknown.endsWith(`.${name}`) && !unknown.startsWith('this')),
    );
    const maker = isNamed ? MAKERS.find(([pattern]) => pattern.test(name)) : undefined;
    if (!maker) continue;
    const made = maker[1](object);
    yield {
      edits: [replaceNode(node.object, made)],
      rationale: `"${brief(object)}" is of another kind here and has no "${name}"; use "${brief(made)}".`,
      prior: 0.9,
      at: node,
    };
  }
}

/** `total += row.price` joins texts: the parts of the sum are made numbers, not what came of it. */
function* sums({ source, clues }: TemplateInput): Generator<Suggestion> {
  const isText = [...clues.unknownNames].some((name) => /\.to(Fixed|Precision|Exponential)$/.test(name));
  if (!isText) return;
  for (const place of source.of('AssignmentExpression', 'BinaryExpression')) {
    const { node } = place;
    const part = node.type === 'AssignmentExpression' ? added(node) : reduced(source, place);
    if (!part || bare(part).type === 'Literal' || calleeName(bare(part)) === 'Number') continue;
    const value = source.slice(part);
    yield {
      edits: [replaceNode(part, `Number(${value})`)],
      rationale: `"${brief(value)}" is a text here, so the sum joins texts; add it as a number.`,
      prior: 0.97,
      at: node,
    };
  }
}

function added(node: NodeOf<'AssignmentExpression'>): Node | null {
  return node.operator === '+=' ? node.right : null;
}

/** The part that `(sum, row) => sum + row.price` adds. */
function reduced(source: Source, { node, parent }: Place): Node | null {
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return null;
  const owner = parent?.node;
  const sum = owner?.type === 'ArrowFunctionExpression' ? identifierName(owner.params[0] as Node) : null;
  return sum !== null && source.slice(node.left) === sum ? node.right : null;
}

/** JSON has no BigInt, and arithmetic mixes none with numbers. */
function* bigIntegers({ source, evidence }: TemplateInput): Generator<Suggestion> {
  const text = evidence.failures.map(({ message, output }) => `${message}\n${output}`).join('\n');
  const isSerialized = /serialize a BigInt/.test(text);
  if (!isSerialized && !/Cannot mix BigInt/.test(text)) return;
  for (const place of source.of('Property', 'BinaryExpression')) {
    for (const { node, put } of isSerialized ? answered(place) : operands(place)) {
      const value = source.slice(node);
      const made = isSerialized ? lossless(value, node) : `Number(${value})`;
      yield {
        edits: [replaceNode(node, put(made, value))],
        rationale: `"${brief(value)}" is a BigInt here, which ${isSerialized ? 'JSON cannot hold; answer it as a number, or as text where a number would lose digits' : 'no number can be mixed with; make it a number'}.`,
        prior: 0.8,
        at: node,
      };
    }
  }
}

/** A number holds 53 bits; what is evaluated once is not evaluated again. */
function lossless(value: string, { type }: Node): string {
  if (!/^(Identifier|MemberExpression)$/.test(type)) return `String(${value})`;
  return `Number.isSafeInteger(Number(${value})) ? Number(${value}) : String(${value})`;
}

interface Value {
  node: Node;
  put(made: string, name: string): string;
}

/** A value of an object that is handed to a call, as of an answer. */
function answered({ node, parent, key }: Place): Value[] {
  if (node.type !== 'Property' || key !== 'properties' || parent?.node.type !== 'ObjectExpression') return [];
  const value = node.value as Node;
  if (!/^(Identifier|MemberExpression|CallExpression|AwaitExpression)$/.test(value.type)) return [];
  if (calleeName(value) === 'Number') return [];
  const put = (made: string, name: string) => (node.shorthand ? `${name}: ${made}` : made);
  return [{ node: value, put }];
}

function operands({ node }: Place): Value[] {
  if (node.type !== 'BinaryExpression' || !/^[-+*/%]$|^\*\*$/.test(node.operator)) return [];
  return [node.left as Node, node.right]
    .filter((side) => identifierName(side) !== null || /^(Member|Call)Expression$/.test(side.type))
    .map((side) => ({ node: side, put: (made: string) => made }));
}
