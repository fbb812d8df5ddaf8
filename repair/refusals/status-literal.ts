import type { Node } from 'oxc-parser';
import { ancestors, bare, identifierName, is, memberName, numberValue } from '../syntax/nodes.ts';
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

/** The statuses that a file answers with, in the order of the text. */
export function statusLiterals(source: Source): StatusLiteral[] {
  return source.of('Literal').flatMap((place) => {
    const status = numberValue(place.node);
    if (status === null || !Number.isInteger(status) || status < 200 || status > 599) return [];
    const statement = isStatus(place) ? ending(place) : null;
    return statement ? [{ status, place, statement }] : [];
  });
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
    if (/Function|Conditional|Logical|Declarat/.test(at.node.type)) return null;
  }
  return null;
}
