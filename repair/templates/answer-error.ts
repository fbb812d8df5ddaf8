import type { Node } from 'oxc-parser';
import { answersAt } from '../refusals/at-place.ts';
import { indentAt } from '../syntax/edits.ts';
import {
  calleeName,
  type FunctionNode,
  functionName,
  identifierName,
  is,
  isFunction,
  stringValue,
} from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { promisingNames } from './helpers/promising.ts';
import { freshName, wrapStatements } from './helpers/statements.ts';
import { replaceNode } from './helpers/text.ts';

/** Calls whose callback nobody waits for: an error in it ends the process. */
const UNWAITED =
  /^(createServer|on|once|addListener|get|post|put|patch|delete|all|use|route|setTimeout|setInterval)$/;

/** An error in an async handler is answered, at the one place where it leaves the service's own code. */
export const answerError: Template = {
  name: 'answer-error',
  answers: ['uncaught', 'hang', 'exception', 'absent_value', 'answered_twice'],
  *propose(input) {
    const sure = input.clues.has('uncaught') ? 1 : 0.3;
    for (const suggestion of [...rethrown(input), ...unwaitedCalls(input), ...handlers(input)]) {
      yield { ...suggestion, prior: suggestion.prior * sure };
    }
  },
};

/** `catch (error) { log(error); throw error; }` in a function that nobody waits for. */
function* rethrown(input: TemplateInput): Generator<Suggestion> {
  const { source } = input;
  for (const { node } of source.of('CatchClause')) {
    const last = node.body.body.at(-1);
    if (last?.type !== 'ThrowStatement') continue;
    for (const text of answers500(input, source.placeOf(last as Node), node as Node)) {
      const indent = indentAt(source.text, last.start);
      yield {
        edits: [replaceNode(last, text.replaceAll('\n', `\n${indent}`))],
        rationale:
          'Nobody catches what is thrown here, so the caller waits and the process ends; answer the request.',
        prior: 0.85,
        at: last as Node,
      };
    }
  }
}

/** `void route(req, res)`: its errors are answered where it is called. */
function* unwaitedCalls(input: TemplateInput): Generator<Suggestion> {
  const { source } = input;
  const promising = promisingNames([source]);
  for (const place of source.of('CallExpression')) {
    const name = identifierName(place.node.callee);
    if (!name || !promising.has(name) || is(place.parent, 'AwaitExpression', 'MemberExpression')) continue;
    const error = 'error';
    for (const text of answers500(input, place, null)) {
      const indent = indentAt(source.text, place.node.start);
      const lines = [`console.error(${error});`, ...text.split('\n')].map((line) => `${indent}  ${line}`);
      yield {
        edits: [
          {
            start: place.node.end,
            end: place.node.end,
            text: `.catch((${error}) => {\n${lines.join('\n')}\n${indent}})`,
          },
        ],
        rationale: `Nobody waits for "${name}", so an error in it ends the process; answer the request.`,
        prior: 0.75,
        at: place.node,
      };
    }
  }
}

/** `createServer(async (req, res) => { .. })` and `app.get(path, async (req, res) => { .. })` without a catch. */
function* handlers(input: TemplateInput): Generator<Suggestion> {
  const { source } = input;
  for (const place of source.places) {
    if (!isFunction(place.node) || !place.node.async || place.node.body?.type !== 'BlockStatement') continue;
    const handed = is(place.parent, 'CallExpression') && UNWAITED.test(calleeName(place.parent.node) ?? '');
    const named = functionName(place as Place<FunctionNode>);
    if (!handed && !named) continue;
    const statements = place.node.body.body;
    const [first, last] = [statements[0], statements.at(-1)];
    if (!first || !last || statements.some(({ type }) => type === 'TryStatement')) continue;
    const error = freshName(source, 'error', place.node);
    const parameters = place.node.params.map((one) => identifierName(one as Node));
    const next = parameters[2] ?? null;
    const texts = [
      ...(next && /next|done/.test(next) ? [`${next}(${error});`] : []),
      ...answers500(input, source.placeOf(first as Node), null),
    ];
    for (const text of texts) {
      yield {
        edits: wrapStatements(
          source,
          { start: first.start, end: last.end },
          ['try {'],
          [
            `} catch (${error}) {`,
            ...(text.startsWith(`${next}(`) ? [] : [`  console.error(${error});`]),
            ...text.split('\n').map((line) => `  ${line}`),
            '}',
          ],
        ),
        rationale:
          'Nobody catches an error of this handler, so the caller waits and the process ends; answer the request.',
        prior: handed ? 0.7 : 0.35,
        at: first as Node,
      };
    }
  }
}

/** Answers with 500 in the service's own way, with the words that it logs where it has none. */
function answers500(input: TemplateInput, place: Place, around: Node | null): string[] {
  const logged = around ? loggedIn(input, around) : null;
  const message = logged ?? 'internal error';
  const answers = answersAt(input, place, [{ status: 500, message }]);
  return [...new Set(answers.map(({ text }) => text))]
    .filter((text) => !text.startsWith('throw'))
    .slice(0, 3);
}

/** What `console.error('hook failed', error)` says. */
function loggedIn({ source }: TemplateInput, around: Node): string | null {
  for (const { node } of source.of('CallExpression')) {
    if (node.start < around.start || node.end > around.end) continue;
    const text = node.arguments
      .map((one) => stringValue(one as Node))
      .find((one) => one !== null && /\S/.test(one));
    if (text && /^(error|warn|log|fatal)$/.test(calleeName(node) ?? '')) return text.replace(/[:\s]+$/, '');
  }
  return null;
}
