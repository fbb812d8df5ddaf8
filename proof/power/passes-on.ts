import type { SyntaxNode } from '../checks/program.ts';
import { fold } from './fold.ts';
import { pathOf } from './path.ts';
import { bare, isFunction, type Reading } from './reading.ts';

/** Calls that only note an error. */
const NOTES =
  /^(?:log|logger|console|debug|info|warn|warning|error|trace|fatal|(?:capture|report|track|record)\w*)$/i;
/** Calls that answer; an error in their text is no refusal without a status. */
const ANSWERS = /^(?:json|send|end|write|html|text|render|body)$/;
const REFUSING_NAME =
  /^(?:badRequest|unauthorized|forbidden|notFound|conflict|tooManyRequests|internal\w*|badGateway|serviceUnavailable|gatewayTimeout|unprocessable\w*|fail|reject|abort)$/i;
const CONTINUES = /^(?:next|done|callback|cb|reject|fail)$/;

/** Every node below one, itself included, without the functions that it only defines. */
export function insideOf(reading: Reading, around: SyntaxNode): SyntaxNode[] {
  return reading.nodes
    .map(({ node }) => node)
    .filter((node) => node.start >= around.start && node.end <= around.end)
    .filter((node) => {
      for (let at: SyntaxNode | null = node; at && at !== around; at = reading.parent(at))
        if (isFunction(at)) return false;
      return true;
    });
}

/** True for an expression or a statement that refuses: an answer of 4xx or 5xx, or an error handed to `next` or a callback. */
export function isRefusal(reading: Reading, node: SyntaxNode): boolean {
  return insideOf(reading, node).some((at) => {
    if (at.type === 'ThrowStatement') return true;
    if (at.type === 'AssignmentExpression') return isStatusName(at.left) && isFailing(reading, at.right);
    if (at.type === 'Property')
      return /^(?:status|statusCode)$/.test(at.key?.name ?? '') && isFailing(reading, at.value);
    if (at.type === 'NewExpression') return false;
    if (at.type !== 'CallExpression') return false;
    const name = pathOf(reading, at.callee).names.at(-1) ?? bare(at.callee).name ?? '';
    if (REFUSING_NAME.test(name)) return true;
    if (CONTINUES.test(name)) return Boolean(at.arguments[0]) && !isNothing(at.arguments[0]);
    return at.arguments.some((each: SyntaxNode) => isFailing(reading, each));
  });
}

function isStatusName(target: SyntaxNode): boolean {
  return /^(?:status|statusCode|exitCode)$/.test(bare(target).property?.name ?? '');
}

function isFailing(reading: Reading, node: SyntaxNode): boolean {
  const at = bare(node);
  if (at.type === 'ConditionalExpression')
    return isFailing(reading, at.consequent) && isFailing(reading, at.alternate);
  const text = fold(reading, at)?.text ?? '';
  return /^(?:[45]\d\d|1)$/.test(text) && (text !== '1' || at.type === 'Literal');
}

function isNothing(node: SyntaxNode): boolean {
  const at = bare(node);
  return (at.type === 'Literal' && !at.value) || at.name === 'undefined';
}

/**
 * True for a handler that lets the error out: it throws, refuses, keeps the error, or tries the same again.
 * @param error the names that hold the error
 * @param calls what may have failed, so that a second try is known
 */
export function passesOn(
  reading: Reading,
  body: SyntaxNode,
  { error, calls }: { error: ReadonlySet<string>; calls: readonly string[] },
): boolean {
  const statement = (at: SyntaxNode): boolean => {
    switch (at.type) {
      case 'BlockStatement':
        return at.body.some(statement);
      case 'IfStatement':
        return Boolean(at.alternate) && statement(at.consequent) && statement(at.alternate);
      case 'SwitchStatement':
        return at.cases.some((each: SyntaxNode) => !each.test && each.consequent.some(statement));
      case 'TryStatement':
        return statement(at.block);
      case 'ThrowStatement':
        return true;
      case 'ReturnStatement':
        return Boolean(at.argument) && expression(at.argument);
      case 'VariableDeclaration':
        return at.declarations.some((each: SyntaxNode) => each.init && expression(each.init));
      default:
        return at.type === 'ExpressionStatement' ? expression(at.expression) : false;
    }
  };
  const expression = (node: SyntaxNode): boolean => {
    const at = bare(node);
    if (at.type === 'ConditionalExpression') return expression(at.consequent) && expression(at.alternate);
    if (isRefusal(reading, at)) return true;
    return insideOf(reading, at).some((each) => {
      if (
        each.type === 'CallExpression' &&
        calls.includes(textOf(reading, each.callee)) &&
        isWork(reading, each)
      )
        return true;
      const isError = each.type === 'Identifier' && error.has(each.name) && reading.variable(each);
      return Boolean(isError) && isKept(reading, each, at);
    });
  };
  return isBlock(body) ? statement(body) : expression(body);
}

/** What may be tried again: no answer, no `next()`, no end of a transaction. */
function isWork(reading: Reading, { callee, arguments: given }: SyntaxNode): boolean {
  const name = pathOf(reading, callee).names.at(-1) ?? bare(callee).name ?? '';
  const text = given[0] ? fold(reading, given[0])?.text : undefined;
  return !(CONTINUES.test(name) || ANSWERS.test(name) || /^\s*(?:rollback|commit|end)\b/i.test(text ?? ''));
}

/** True where an error gets out: returned, written to a variable, or handed to what is no log and no answer. */
function isKept(reading: Reading, node: SyntaxNode, until: SyntaxNode): boolean {
  if (node === until) return true;
  for (let at = node; at !== until; ) {
    const parent = reading.parent(at);
    if (!parent) return false;
    if (/^(?:Call|New)Expression$/.test(parent.type) && parent.callee !== at) {
      const { root, names } = pathOf(reading, parent.callee);
      const own = names.at(-1) ?? bare(parent.callee).name ?? '';
      const owner = names.length > 1 ? names.at(-2) : 'name' in root ? root.name : '';
      return !(
        NOTES.test(own) ||
        NOTES.test(owner ?? '') ||
        ANSWERS.test(own) ||
        /^(?:String|Number|Boolean)$/.test(own)
      );
    }
    if (/^(?:Logical|Binary|Unary)Expression$|^TemplateLiteral$/.test(parent.type)) return false;
    if (parent.type === 'ConditionalExpression' && parent.test === at) return false;
    at = parent;
  }
  return true;
}

function isBlock(node: SyntaxNode): boolean {
  return node.type === 'BlockStatement';
}

/** The text of an expression without white space, `?.` and `!`. */
export function textOf(reading: Reading, node: SyntaxNode): string {
  return reading.text
    .slice(node.start, node.end)
    .replace(/\s+/g, '')
    .replaceAll('?.', '.')
    .replace(/!(?=[.)[])/g, '');
}
