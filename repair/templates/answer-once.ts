import type { Node } from 'oxc-parser';
import { indentAt } from '../syntax/edits.ts';
import { ancestors, functionAround, identifierName, is, isListed } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { answeringFunctions, answers, responseIn } from './helpers/answering.ts';
import { insertAfter } from './helpers/lists.ts';
import { brief } from './helpers/text.ts';

/** A request that was answered is not worked on: the function ends there, and so does the one that asked it. */
export const answerOnce: Template = {
  name: 'answer-once',
  answers: ['answered_twice', 'uncaught', 'wrong_result', 'exception'],
  *propose(input) {
    const answering = answeringFunctions(input.source);
    const sure = input.clues.has('answered_twice');
    for (const suggestion of [...returns(input, answering), ...afterHelper(input, answering)]) {
      yield sure ? suggestion : { ...suggestion, prior: suggestion.prior * 0.25 };
    }
  },
};

/** `if (missing) send(res, 404, ..)` without an end. */
function* returns({ source }: TemplateInput, answering: ReadonlySet<string>): Generator<Suggestion> {
  for (const place of source.of('ExpressionStatement')) {
    const { node } = place;
    if (!answers(source, node.expression, answering) || isLastOfFunction(place)) continue;
    const rationale = `"${brief(source.slice(node))}" answers the request; the function ends there.`;
    yield {
      edits: [{ start: node.start, end: node.start, text: 'return ' }],
      rationale,
      prior: 0.8,
      at: node,
    };
    const guarded = is(place.parent, 'IfStatement');
    yield {
      edits: guarded
        ? [
            { start: node.start, end: node.start, text: '{ ' },
            { start: node.end, end: node.end, text: ' return; }' },
          ]
        : insertAfter(source, node, 'return;'),
      rationale,
      prior: 0.6,
      at: node,
    };
  }
}

/** A helper that answers by itself and then has nothing to give: who asked it stops. */
function* afterHelper(
  { source, scopes }: TemplateInput,
  answering: ReadonlySet<string>,
): Generator<Suggestion> {
  for (const place of source.of('CallExpression')) {
    const name = identifierName(place.node.callee);
    if (!name || !answering.has(name)) continue;
    const response = responseIn(place.node.arguments as Node[]);
    const statement = [place, ...ancestors(place)].find((at) => isListed(at));
    const owner = functionAround(place);
    if (!response || !statement || !owner || statement.node.start < owner.node.start) continue;
    if (is(statement, 'ReturnStatement')) continue;
    const add = (condition: string, prior: number): Suggestion => ({
      edits: insertAfter(source, statement.node, `if (${condition}) return;`),
      rationale: `"${name}" may have answered the request already; nothing more is done then.`,
      prior,
      at: place.node,
    });
    if (is(statement, 'VariableDeclaration')) {
      const [declared] = statement.node.declarations;
      const held = declared ? identifierName(declared.id as Node) : null;
      const kind = held ? (scopes.binding(statement, held)?.kind ?? 'unknown') : 'unknown';
      if (held) {
        yield add(`${held} === undefined`, 0.9);
        yield add(kind === 'boolean' ? `!${held}` : `${held} == null`, 0.85);
        yield add(`!${held}`, 0.7);
      }
    } else if (is(statement, 'ExpressionStatement')) {
      const indent = indentAt(source.text, statement.node.start);
      const call = source.slice(statement.node.expression);
      yield {
        edits: [
          {
            start: statement.node.start,
            end: statement.node.end,
            text: `if (!(${call})) return;`.replace('\n', `\n${indent}`),
          },
        ],
        rationale: `"${name}" may have answered the request already; nothing more is done then.`,
        prior: 0.4,
        at: place.node,
      };
    }
    if (response === 'reply') yield add('reply.sent', 0.6);
    else if (response.startsWith('res'))
      yield add(`${response}.headersSent || ${response}.writableEnded`, 0.6);
  }
}

function isLastOfFunction(place: Place): boolean {
  const list = place.parent?.node;
  if (list?.type !== 'BlockStatement') return false;
  const holder = place.parent?.parent?.node.type ?? '';
  return list.body.at(-1) === place.node && holder.includes('Function');
}
