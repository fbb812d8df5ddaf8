import type { Node } from 'oxc-parser';
import { answersAt, answersBelow } from '../refusals/at-place.ts';
import { importedExceptions } from '../refusals/imported-exceptions.ts';
import { bare, calleeName, identifierName, is, memberName, statementInFunction } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { originOf } from './helpers/lookups.ts';
import { guard } from './helpers/statements.ts';
import { brief } from './helpers/text.ts';

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
    const said = source.slice(unasserted(object));
    const own = [...answersAt(input, statement, origin.wanted), ...importedExceptions(source, origin.wanted)];
    for (const answer of own.length > 0 ? own : answersBelow(input, origin.wanted)) {
      yield {
        edits: [...guard(source, statement.node, `!${said}`, answer.text), ...(answer.imports ?? [])],
        rationale: `"${brief(said)}" may not exist; the request is answered with ${answer.status} then.`,
        prior: origin.weight * (0.6 + 0.4 * answer.weight),
        at: object,
      };
    }
  }
}

/** `user!` without its sign, which says the opposite of what is asked. */
function unasserted(node: Node): Node {
  return node.type === 'TSNonNullExpression' ? unasserted(node.expression) : node;
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
