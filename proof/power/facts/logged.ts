import type { SyntaxNode } from '../../checks/program.ts';
import { type FactFinder, quote } from '../fact.ts';
import { beginOf, pathOf } from '../path.ts';
import { bare, functionsAround, isFunction, type Reading } from '../reading.ts';
import { SECRET } from './members.ts';

const LOG_METHODS = /^(?:debug|info|warn|error|trace|fatal|log|verbose|write)$/;
const LOGS = /^(?:log|logger|console|stdout|stderr)$/i;
const ANSWERS = /^(?:json|send|end|write|render)$/;
const ANSWERED = /^(?:res|response|reply|ctx|c)$/;
/** What holds more than one fact of a caller, or of several. */
const WHOLE =
  /^(?:body|headers|rawHeaders|cookies|signedCookies|session|user|account|customer|profile|config|env|rows|records)$/i;
const HIDDEN = /^(?:hash|salt|digest|pin|cvv|cvc|iban|ssn|otp)$/i;

/** Whole requests, rows, users and secrets that a log keeps, and secrets that an answer names. */
export const findLogged: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    if (node.type !== 'CallExpression') continue;
    const { root, names } = pathOf(reading, node.callee);
    const owner = names.length > 1 ? names.at(-2) : 'name' in root ? root.name : '';
    const method = names.at(-1) ?? '';
    const log = LOG_METHODS.test(method) && (LOGS.test(owner ?? '') || LOGS.test(beginOf(node)));
    if (!log && !(ANSWERS.test(method) && ANSWERED.test(beginOf(node)))) continue;
    for (const value of valuesIn(reading, node)) {
      const name = value.property?.name ?? value.name ?? '';
      const secret = SECRET.test(name) || HIDDEN.test(name) || (!log && isError(reading, value));
      if (!(log ? secret || WHOLE.test(name) : secret)) continue;
      const what = `${log ? 'logs' : 'answers'} ${quote(reading.text.slice(value.start, value.end))}`;
      add('member', `${log ? 'logged' : 'answered'}:${name}`, what, value, { counted: true });
    }
  }
};

/** Names and members that a call is given as they are: also in objects, texts and copies, but not what is made of them. */
function valuesIn(reading: Reading, call: SyntaxNode): SyntaxNode[] {
  const [around] = functionsAround(reading, call);
  return reading.nodes.flatMap(({ node, parent }) => {
    if (!/^(?:Identifier|MemberExpression)$/.test(node.type) || !parent) return [];
    if (!call.arguments.some((each: SyntaxNode) => node.start >= each.start && node.end <= each.end))
      return [];
    for (
      let at: SyntaxNode = node, up = reading.parent(at);
      up && up !== call;
      at = up, up = reading.parent(at)
    ) {
      if (up.type === 'MemberExpression' || (up.type === 'Property' && up.value !== at)) return [];
      if (up.type === 'ConditionalExpression' && up.test === at) return [];
      if (/^(?:Unary|Binary)Expression$/.test(up.type) && up.operator !== '+') return [];
      if (
        /^(?:Call|New)Expression$/.test(up.type) &&
        !/^(?:String|stringify|inspect|Object)$/.test(calledBy(up))
      )
        return [];
      if (isFunction(up) && up !== around) return [];
    }
    return [node];
  });
}

/** An error as a whole, whose text and members say what is inside. */
function isError(reading: Reading, node: SyntaxNode): boolean {
  const [definition] = (node.type === 'Identifier' && reading.variable(node)?.defs) || [];
  if (definition?.type === 'CatchClause') return true;
  return definition?.type === 'Parameter' && /^(?:e|err|error)$/.test(node.name);
}

function calledBy(call: SyntaxNode): string {
  const callee = bare(call.callee);
  return callee.property?.name ?? callee.name ?? '';
}
