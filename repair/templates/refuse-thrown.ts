import type { Node } from 'oxc-parser';
import { answersAt } from '../refusals/at-place.ts';
import { importedExceptions } from '../refusals/imported-exceptions.ts';
import type { Edit } from '../syntax/edits.ts';
import { indentAt } from '../syntax/edits.ts';
import {
  ancestors,
  calleeName,
  type FunctionNode,
  functionAround,
  functionName,
  identifierName,
  is,
  isFunction,
  statementInFunction,
} from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { freshName, guard, withWhatNeedsIt, wrapStatements } from './helpers/statements.ts';
import { isStoredText } from './helpers/stored.ts';
import { brief } from './helpers/text.ts';
import { type ThrownByInput, thrownByInput } from './helpers/thrown-by-input.ts';

/** Steps from the call that throws to the function that can answer the request. */
const MOST_CALLERS = 3;

/**
 * What Node cannot read of a request (JSON, an address, a date, a pattern) is turned away as this service turns input
 * away elsewhere. Only that kind of error: every other goes the way it went.
 */
export const refuseThrown: Template = {
  name: 'refuse-thrown',
  answers: ['exception', 'bad_payload', 'uncaught', 'overflow', 'hang'],
  *propose(input) {
    for (const thrown of thrownByInput(input)) {
      const calls = input.source
        .of('CallExpression', 'NewExpression')
        .filter(({ node }) => thrown.throws(node) && !isOwn(input.source, node));
      for (const call of calls) {
        yield* withEarlyResult(input, call, thrown);
        yield* refused(input, call, waysOut(input.source, call), thrown);
      }
      for (const call of callsOfOthers(input, thrown)) yield* refused(input, call, [call], thrown);
    }
  },
};

/** Whether what is read was stored by the service: the caller has sent nothing wrong. */
function isOwn(source: Source, call: Node): boolean {
  if (call.type !== 'CallExpression' || calleeName(call) !== 'parse') return false;
  const [text] = call.arguments as Node[];
  return text !== undefined && isStoredText(source, text);
}

/** Calls of functions of other files that throw it. */
function callsOfOthers({ source, others }: TemplateInput, thrown: ThrownByInput): Place[] {
  const throwing = others.flatMap((other) =>
    other
      .of('CallExpression', 'NewExpression')
      .filter(({ node }) => thrown.throws(node) && !isOwn(other, node))
      .map((call) => functionAround(call)),
  );
  const names = new Set(throwing.map((owner) => owner && functionName(owner)));
  return source.of('CallExpression').filter(({ node }) => names.has(identifierName(node.callee) ?? ''));
}

function* refused(
  input: TemplateInput,
  call: Place,
  ways: Place[],
  thrown: ThrownByInput,
): Generator<Suggestion> {
  const { source } = input;
  for (const [steps, at] of ways.entries()) {
    const statement = statementInFunction(at);
    if (!statement) continue;
    const handler = catchAround(statement);
    const answers = [
      ...answersAt(input, statement, thrown.wanted),
      ...importedExceptions(source, thrown.wanted),
    ];
    for (const answer of answers) {
      const edits = handler
        ? inCatch(source, handler, thrown, answer.text)
        : around(source, statement, thrown, answer.text);
      yield {
        edits: [...edits, ...(answer.imports ?? [])],
        rationale: `"${brief(source.slice(call.node))}" throws for ${thrown.what}; the request is answered with ${answer.status} then.`,
        prior: 0.93 * 0.97 ** steps * answer.weight,
        at: call.node,
      };
    }
  }
}

/** Where a function gives something for nothing already, it gives the same for what it cannot read. */
function* withEarlyResult(input: TemplateInput, call: Place, thrown: ThrownByInput): Generator<Suggestion> {
  const { source } = input;
  const owner = functionAround(call);
  const statement = statementInFunction(call);
  if (!owner || !statement || !is(statement, 'ReturnStatement') || owner.node.async) return;
  const early = source
    .of('ReturnStatement')
    .filter((place) => functionAround(place) === owner && place.node !== statement.node)
    .flatMap(({ node }) => (node.argument ? source.slice(node.argument) : []));
  for (const value of new Set(early)) {
    yield {
      edits: around(source, statement, thrown, `return ${value};`),
      rationale: `"${brief(source.slice(call.node))}" throws for ${thrown.what}; the function then returns ${brief(value)}, as it does elsewhere.`,
      prior: 0.82,
      at: call.node,
    };
  }
}

/** The call, and the calls of the functions around it, until one may answer the request. */
function waysOut(source: Source, call: Place): Place[] {
  const found: Place[] = [call];
  for (let steps = 0, last: Place[] = [call]; steps < MOST_CALLERS; steps++) {
    const names = last
      .flatMap((at) => [...ancestors(at)])
      .flatMap((owner) => (isFunction(owner.node) ? (functionName(owner as Place<FunctionNode>) ?? []) : []));
    last = source
      .of('CallExpression')
      .filter(({ node }) => names.includes(calleeName(node) ?? '') && identifierName(node.callee) !== null)
      .filter((place) => !found.includes(place));
    found.push(...last);
  }
  return found;
}

/** Tries the statement. Where it only keeps the result, what comes after it stays outside of the `try`. */
function around(source: Source, statement: Place, thrown: ThrownByInput, answer: string): Edit[] {
  const error = freshName(source, 'error', functionAround(statement)?.node);
  const end = [
    `} catch (${error}) {`,
    `  if (${conditionFor(source, thrown, error)}) throw ${error};`,
    ...answer.split('\n').map((line) => `  ${line}`),
    '}',
  ];
  const kept = keptResult(statement);
  if (!kept) return wrapStatements(source, withWhatNeedsIt(statement), ['try {'], end);
  const indent = indentAt(source.text, statement.node.start);
  const assignment = `${kept.name} = ${source.slice(kept.init)};`.replaceAll('\n', '\n  ');
  const lines = [`let ${kept.name};`, 'try {', `  ${assignment}`, ...end];
  return [{ start: statement.node.start, end: statement.node.end, text: lines.join(`\n${indent}`) }];
}

/** `const name = ..`, which can be declared before it is given its value. */
function keptResult({ node }: Place): { name: string; init: Node } | null {
  if (node.type !== 'VariableDeclaration' || node.declarations.length !== 1) return null;
  const [declared] = node.declarations;
  const name = declared?.id.type === 'Identifier' && !declared.id.typeAnnotation ? declared.id.name : null;
  return name && declared?.init ? { name, init: declared.init as Node } : null;
}

/** The handler of the `try` that a statement is in. */
function catchAround(place: Place): { error: string; first: Node } | null {
  for (let at: Place | null = place; at && !at.node.type.includes('Function'); at = at.parent) {
    if (!is(at.parent, 'TryStatement') || at.key !== 'block') continue;
    const handler = at.parent.node.handler;
    const error = handler?.param ? identifierName(handler.param as Node) : null;
    const first = handler?.body.body[0] as Node | undefined;
    return error && first ? { error, first } : null;
  }
  return null;
}

/** What the handler answers for the other errors stays as it is. */
function inCatch(
  source: Source,
  { error, first }: { error: string; first: Node },
  thrown: ThrownByInput,
  answer: string,
): Edit[] {
  return guard(source, first, negated(conditionFor(source, thrown, error)), answer);
}

function conditionFor({ path }: Source, { other }: ThrownByInput, error: string): string {
  const plain = path.endsWith('ts') ? other : other.replace(/\(error as [^)]*\)/, 'error');
  return plain.replace(/\berror\b/, error);
}

function negated(condition: string): string {
  return condition.startsWith('!(') ? condition.slice(2, -1) : condition.replace('!==', '===');
}
