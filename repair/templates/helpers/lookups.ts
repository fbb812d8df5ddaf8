import type { Node } from 'oxc-parser';
import type { Evidence } from '../../../domain/evidence.ts';
import {
  bare,
  calleeName,
  functionAround,
  identifierName,
  memberName,
  numberValue,
} from '../../syntax/nodes.ts';
import { boundNames } from '../../syntax/scope.ts';
import type { Place } from '../../syntax/source.ts';
import type { TemplateInput } from '../../template.ts';

/** What a request names and a service looks up by. */
const ASKED = /\bparams\b|\.param\(|\bquery\b|\breq(uest)?\.|\bctx\.|\bargs\.|\bheaders\b|\bcookies\b/;
/** Calls that give one thing, or the list that holds it. */
const LOOKUP =
  /^(query|execute|executeTakeFirst|first|get|raw|one|oneOrNone|at|shift|pop|select|where|returning)$|find|get|load|fetch|by[A-Z]/i;

export interface Origin {
  wanted: { status: number; message: string }[];
  weight: number;
}

/** What it means that a value is missing: by where it comes from. */
export function originOf(input: TemplateInput, place: Place, object: Node): Origin | null {
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
  const list = listOf(object);
  const name = identifierName(bare(object)) ?? list;
  const made = name ? madeFrom(input, place, name, list !== null) : null;
  if (!made) return null;
  const call = lookupIn(made);
  if (!call) return null;
  const declared = declaredStatus(input.evidence);
  const wanted = [{ status: declared !== null && declared >= 400 ? declared : 404, message: 'not found' }];
  // The probe declares that there is something to answer.
  if (declared !== null && declared < 400) return { wanted, weight: 0.4 };
  return { wanted, weight: askedWeight(input, place, source.slice(call)) };
}

/** `rows` of `rows[0]`. */
function listOf(object: Node): string | null {
  const inner = bare(object);
  if (inner.type !== 'MemberExpression' || !inner.computed || numberValue(inner.property) === null)
    return null;
  return identifierName(inner.object);
}

/** The status that the probe asks for, where the failing runs name it. */
function declaredStatus({ failures }: Evidence): number | null {
  for (const { message } of failures) {
    const said = /\b\d{3} instead of (\d{3})\b/.exec(message)?.[1];
    if (said) return Number(said);
  }
  return null;
}

/** What a name is declared with, in the function around a place. */
function madeFrom({ source }: TemplateInput, place: Place, name: string, isList: boolean): Node | null {
  const owner = functionAround(place)?.node;
  for (const { node } of source.of('VariableDeclarator')) {
    const isInside = owner && node.start >= owner.start && node.end <= owner.end;
    if (!isInside || !node.init || node.start > place.node.start) continue;
    if (identifierName(node.id as Node) === name) return followed(source.of('VariableDeclarator'), node.init);
    const isTaken =
      node.id.type === 'ArrayPattern' && node.id.elements.some((one) => identifierName(one as Node) === name);
    const isNested =
      node.id.type === 'ObjectPattern' &&
      (isList || /\[\s*\w+/.test(source.slice(node.id))) &&
      new RegExp(`\\b${name}\\b`).test(source.slice(node.id));
    if (isTaken || isNested) return followed(source.of('VariableDeclarator'), node.init);
  }
  return null;
}

/** `rows[0]` and `result.rows[0]` come from what `rows` was declared with. */
function followed(all: readonly { node: { id: unknown; init: unknown } }[], value: Node): Node {
  let root = bare(value);
  if (isKeyed(root)) return value;
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

/** The call that looks something up, or `users[id]`. */
function lookupIn(value: Node): Node | null {
  let inner = bare(value);
  if (isKeyed(inner)) return inner;
  if (inner.type === 'AwaitExpression') inner = bare(inner.argument);
  while (inner.type === 'MemberExpression') inner = bare(inner.object);
  if (inner.type === 'AwaitExpression') inner = bare(inner.argument);
  if (inner.type === 'TaggedTemplateExpression') return inner;
  if (inner.type !== 'CallExpression') return null;
  const isOwn = identifierName(inner.callee) !== null;
  return isOwn || chained(inner).some((name) => LOOKUP.test(name)) ? inner : null;
}

/** `users[id]`, where `rows[0]` is the first of a list. */
function isKeyed(node: Node): boolean {
  return node.type === 'MemberExpression' && node.computed && bare(node.property).type !== 'Literal';
}

/** The names of the calls of a chain: `where`, `from` and `select` of `db.select().from(tasks).where(..)`. */
function chained(call: Node): string[] {
  const names: string[] = [];
  for (let at = bare(call); at.type === 'CallExpression'; ) {
    names.push(calleeName(at) ?? '');
    const callee = bare(at.callee);
    if (callee.type !== 'MemberExpression') break;
    at = bare(callee.object);
  }
  return names;
}

/** How likely it is that what was asked for is missing: by what the call is given. */
function askedWeight(input: TemplateInput, place: Place, call: string): number {
  if (isAskedFor(input, place, call)) return 0.96;
  const params = functionAround(place)?.node.params as unknown as Node[] | undefined;
  const names = (params ?? []).flatMap((each) =>
    boundNames(each, input.source, 'unknown').map(({ name }) => name),
  );
  return names.some((name) => new RegExp(`[(,{[:]\\s*${name}\\b`).test(call)) ? 0.92 : 0.55;
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
