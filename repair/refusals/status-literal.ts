import type { Node } from 'oxc-parser';
import { ancestors, bare, calleeName, identifierName, is, memberName, numberValue } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** A number in a file that is the HTTP status of an answer, or of an error that becomes one. */
export interface StatusLiteral {
  status: number;
  place: Place;
  /** The statement that answers or throws. */
  statement: Place;
}

const STATUS_NAME = /^(status|statusCode|code)$/;
/** Calls that answer, where the status is an argument among others. */
const NOT_ANSWERS =
  /^(setTimeout|setInterval|slice|substring|padStart|push|min|max|random|ceil|floor|timeout)$/;

/** How lists of statuses call them: `HttpStatus.NOT_FOUND`, `StatusCodes.CONFLICT`. */
const NAMED = new Map([
  ['OK', 200],
  ['CREATED', 201],
  ['NO_CONTENT', 204],
  ['BAD_REQUEST', 400],
  ['UNAUTHORIZED', 401],
  ['FORBIDDEN', 403],
  ['NOT_FOUND', 404],
  ['CONFLICT', 409],
  ['GONE', 410],
  ['UNPROCESSABLE_ENTITY', 422],
  ['BAD_GATEWAY', 502],
  ['GATEWAY_TIMEOUT', 504],
]);
const LIST_OF_STATUSES = /status|http|codes?$/i;

/** The statuses that a file answers with, in the order of the text: numbers, and names in a list of statuses. */
export function statusLiterals(source: Source): StatusLiteral[] {
  return source.of('Literal', 'MemberExpression').flatMap((place) => {
    const status = statusOf(place.node);
    if (status === null || !Number.isInteger(status) || status < 200 || status > 599) return [];
    const statement = isStatus(place) ? ending(place) : null;
    return statement ? [{ status, place, statement }] : [];
  });
}

function statusOf(node: Node): number | null {
  if (node.type !== 'MemberExpression') return numberValue(node);
  const list = identifierName(node.object) ?? '';
  return LIST_OF_STATUSES.test(list) ? (NAMED.get(memberName(node) ?? '') ?? null) : null;
}

/** The name of the same list for another status, where there is one. */
export function statusLike(source: Source, node: Node, status: number): string {
  if (node.type !== 'MemberExpression') return String(status);
  const name = [...NAMED].find(([, number]) => number === status)?.[0];
  return name ? `${source.slice(node.object)}.${name}` : String(status);
}

function isStatus(place: Place): boolean {
  const { parent, key } = place;
  if (is(parent, 'CallExpression', 'NewExpression') && key === 'arguments') {
    const callee = bare(parent.node.callee);
    return !NOT_ANSWERS.test(identifierName(callee) ?? memberName(callee) ?? '');
  }
  if (is(parent, 'Property'))
    return key === 'value' && STATUS_NAME.test(identifierName(parent.node.key) ?? '');
  if (is(parent, 'AssignmentExpression')) {
    return key === 'right' && STATUS_NAME.test(memberName(parent.node.left as Node) ?? '');
  }
  return false;
}

/** The statement around a status, unless a function or a condition lies between. */
function ending(place: Place): Place | null {
  for (const at of ancestors(place)) {
    if (is(at, 'ReturnStatement', 'ExpressionStatement', 'ThrowStatement')) return at;
    if (is(at, 'ArrowFunctionExpression')) return at.node.body.type === 'BlockStatement' ? null : at;
    if (is(at, 'VariableDeclaration')) return isHandedOn(at) ? at : null;
    if (is(at, 'VariableDeclarator')) continue;
    if (/Function|Conditional|Logical|Declarat/.test(at.node.type)) return null;
  }
  return null;
}

/** `const error = new HttpError(404); return next(error);`: an error that the next statement hands on. */
function isHandedOn({ node, parent, index }: Place): boolean {
  const [declared] = node.type === 'VariableDeclaration' ? node.declarations : [];
  const name = identifierName(declared?.id as Node);
  const list = (parent?.node as { body?: Node[] } | undefined)?.body;
  const next = Array.isArray(list) && index !== null ? list[index + 1] : undefined;
  if (next?.type === 'ThrowStatement') return identifierName(next.argument) === name;
  if (next?.type !== 'ReturnStatement' && next?.type !== 'ExpressionStatement') return false;
  const call = next.type === 'ReturnStatement' ? next.argument : next.expression;
  if (call?.type !== 'CallExpression' || calleeName(call) !== 'next') return false;
  return identifierName(call.arguments[0] as Node) === name;
}
