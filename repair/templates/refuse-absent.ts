import type { Node } from 'oxc-parser';
import { answersAt } from '../refusals/at-place.ts';
import {
  bare,
  calleeName,
  functionAround,
  identifierName,
  is,
  memberName,
  statementInFunction,
} from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { guard } from './helpers/statements.ts';
import { brief } from './helpers/text.ts';

/** What a request names and a service looks up by. */
const ASKED = /\bparams\b|\.param\(|\bquery\b|\breq(uest)?\.|\bctx\.|\bargs\.|\bheaders\b|\bcookies\b/;
/** Calls that give one thing, or the list that holds it. */
const LOOKUP =
  /^(query|execute|executeTakeFirst|first|find|findOne|findUnique|findFirst|findById|get|raw|one|oneOrNone|load|fetch|at|shift|pop)$/;

/**
 * What the request asks for does not exist: the request is answered so, before it is read. Where a body is missing, the
 * request is bad.
 */
export const refuseAbsent: Template = {
  name: 'refuse-absent',
  answers: ['absent_value', 'unknown_name', 'exception', 'uncaught'],
  *propose(input) {
    yield* missing(input);
    yield* emptyLists(input);
  },
};

function* missing(input: TemplateInput): Generator<Suggestion> {
  const { source, clues } = input;
  if (!clues.has('absent_value', 'unknown_name')) return;
  const done = new Set<string>();
  for (const { place, object } of absentReads(input)) {
    const statement = statementInFunction(place);
    const origin = originOf(input, place, object);
    const key = `${statement?.node.start} ${source.slice(object)}`;
    if (!statement || !origin || done.has(key)) continue;
    done.add(key);
    const said = source.slice(object);
    for (const answer of answersAt(input, statement, origin.wanted)) {
      yield {
        edits: guard(source, statement.node, `!${said}`, answer.text),
        rationale: `"${brief(said)}" may not exist; the request is answered with ${answer.status} then.`,
        prior: origin.weight * (0.6 + 0.4 * answer.weight),
        at: object,
      };
    }
  }
}

/** Where a property is read of a name, or a name is taken apart, and the message names the property. */
function* absentReads({ source, clues }: TemplateInput): Generator<{ place: Place; object: Node }> {
  const isNamed = (name: string | null) => name !== null && clues.absentProperties.has(name);
  for (const place of source.of('MemberExpression')) {
    const { node } = place;
    const isWhole = identifierName(node.object) !== null || bare(node.object).type === 'MemberExpression';
    if (isWhole && !node.optional && isNamed(memberName(node))) yield { place, object: node.object };
  }
  for (const place of source.of('VariableDeclarator')) {
    const { id, init } = place.node;
    if (!init || id.type !== 'ObjectPattern') continue;
    const object = bare(init);
    const isName = object.type === 'Identifier' || object.type === 'MemberExpression';
    if (isName && [...clues.absentProperties].some((name) => source.slice(id).includes(name))) {
      yield { place, object };
    }
  }
}

interface Origin {
  wanted: { status: number; message: string }[];
  weight: number;
}

/** What it means that a value is missing: by where it comes from. */
function originOf(input: TemplateInput, place: Place, object: Node): Origin | null {
  const { source } = input;
  if (memberName(object) === 'body' || /^(body|payload|input)$/.test(identifierName(object) ?? '')) {
    return {
      wanted: [
        { status: 400, message: 'the body is missing' },
        { status: 422, message: 'the body is missing' },
      ],
      weight: 0.8,
    };
  }
  const name = identifierName(object);
  const made = name ? madeFrom(input, place, name) : null;
  if (!made) return null;
  const call = lookupIn(made);
  if (!call) return null;
  const notFound = { wanted: [{ status: 404, message: 'not found' }], weight: 0.96 };
  return isAskedFor(input, place, source.slice(call)) ? notFound : { ...notFound, weight: 0.55 };
}

/** What a name is declared with, in the function around a place. */
function madeFrom({ source }: TemplateInput, place: Place, name: string): Node | null {
  const owner = functionAround(place)?.node;
  for (const { node } of source.of('VariableDeclarator')) {
    const isInside = owner && node.start >= owner.start && node.end <= owner.end;
    if (!isInside || !node.init || node.start > place.node.start) continue;
    if (identifierName(node.id as Node) === name) return followed(source.of('VariableDeclarator'), node.init);
    const isTaken =
      node.id.type === 'ArrayPattern' && node.id.elements.some((one) => identifierName(one as Node) === name);
    const isNested =
      node.id.type === 'ObjectPattern' &&
      /\[\s*\w+/.test(source.slice(node.id)) &&
      new RegExp(`\\b${name}\\b`).test(source.slice(node.id));
    if (isTaken || isNested) return followed(source.of('VariableDeclarator'), node.init);
  }
  return null;
}

/** `rows[0]` and `result.rows[0]` come from what `rows` was declared with. */
function followed(all: readonly { node: { id: unknown; init: unknown } }[], value: Node): Node {
  let root = bare(value);
  while (root.type === 'MemberExpression') root = bare(root.object);
  const name = identifierName(root);
  if (name === null) return value;
  for (const { node } of all) {
    const id = node.id as Node;
    const isIt =
      identifierName(id) === name ||
      (id.type === 'ObjectPattern' &&
        id.properties.some(
          (each) => each.type === 'Property' && identifierName(each.value as Node) === name,
        ));
    if (isIt && node.init) return node.init as Node;
  }
  return value;
}

function lookupIn(value: Node): Node | null {
  let inner = bare(value);
  if (inner.type === 'AwaitExpression') inner = bare(inner.argument);
  while (inner.type === 'MemberExpression') inner = bare(inner.object);
  if (inner.type === 'AwaitExpression') inner = bare(inner.argument);
  if (inner.type === 'TaggedTemplateExpression') return inner;
  if (inner.type !== 'CallExpression') return null;
  const isOwn = identifierName(inner.callee) !== null;
  return isOwn ||
    LOOKUP.test(calleeName(inner) ?? '') ||
    /find|get|load|fetch|by[A-Z]/i.test(calleeName(inner) ?? '')
    ? inner
    : null;
}

/** Whether the call is given something of the request: in itself, or by a name that was made from it. */
function isAskedFor({ source }: TemplateInput, place: Place, call: string): boolean {
  if (ASKED.test(call)) return true;
  const owner = functionAround(place)?.node;
  return source.of('VariableDeclarator').some(({ node }) => {
    const isInside =
      owner && node.start >= owner.start && node.end <= owner.end && node.start < place.node.start;
    const { init } = node;
    if (!isInside || !init || !ASKED.test(source.slice(init)) || bare(init).type === 'AwaitExpression')
      return false;
    const names = source.slice(node.id).match(/[A-Za-z_$][\w$]*/g) ?? [];
    return names.some((name) => new RegExp(`\\b${name}\\b`).test(call));
  });
}

/** `rows.reduce((a, b) => ..)` has no result for an empty list. */
function* emptyLists(input: TemplateInput): Generator<Suggestion> {
  const { source, evidence } = input;
  if (!evidence.failures.some(({ message, output }) => /Reduce of empty array/.test(`${message}\n${output}`)))
    return;
  for (const place of source.of('CallExpression')) {
    const { node } = place;
    if (!/^reduce(Right)?$/.test(calleeName(node) ?? '') || node.arguments.length !== 1) continue;
    const callee = bare(node.callee);
    const list = callee.type === 'MemberExpression' ? callee.object : null;
    const statement = statementInFunction(place);
    if (!list || !statement || identifierName(list) === null || is(place.parent, 'ChainExpression')) continue;
    const said = source.slice(list);
    for (const answer of answersAt(input, statement, [{ status: 404, message: 'not found' }])) {
      yield {
        edits: guard(source, statement.node, `${said}.length === 0`, answer.text),
        rationale: `"${brief(said)}" may be empty and has no result then; the request is answered with ${answer.status}.`,
        prior: 0.9 * (0.6 + 0.4 * answer.weight),
        at: node,
      };
    }
  }
}
