import type { Node } from 'oxc-parser';
import { indentAt } from '../syntax/edits.ts';
import {
  ancestors,
  bare,
  functionAround,
  identifierName,
  is,
  isLoop,
  isPure,
  memberName,
  statementAround,
} from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import type { Suggestion, Template } from '../template.ts';
import { brief, operand, replaceNode } from './helpers/text.ts';

/** What is neutral where a property is used in this way: only such a value may stand for what is absent. */
const NEUTRAL = new Map([
  ...'map filter forEach length reduce join some every find slice flatMap sort push concat'
    .split(' ')
    .map((name) => [name, '[]'] as const),
  ...'trim toLowerCase toUpperCase split replace startsWith padStart charAt'
    .split(' ')
    .map((name) => [name, "''"] as const),
]);

/** A property of something that may be undefined or null is read only when there is something. */
export const guardAbsent: Template = {
  name: 'guard-absent',
  answers: ['absent_value', 'wrong_result', 'bad_payload', 'exception'],
  *propose({ source, scopes, clues }) {
    const certain = clues.has('absent_value');
    for (const place of source.of('MemberExpression')) {
      const { node } = place;
      const object = identifierName(node.object);
      // What the runtime provides is there.
      if (object && !scopes.binding(place, object)) continue;
      const name = memberName(node) ?? source.slice(node.property);
      const named = clues.absentProperties.has(name);
      if (certain ? clues.absentProperties.size > 0 && !named : node.object.type === 'ThisExpression')
        continue;
      if (node.optional || isAssigned(place) || !isPure(node.object)) {
        if (!named || isAssigned(place)) continue;
      }
      const prior = certain ? 0.85 : 0.09;
      yield* guards(place, name, prior);
    }

    function* guards(place: Place, name: string, prior: number): Generator<Suggestion> {
      const node = place.node as Extract<Node, { type: 'MemberExpression' }>;
      const object = operand(source, node.object);
      const why = `"${brief(object)}" may be undefined or null here`;
      const access = node.computed ? `?.[${source.slice(node.property)}]` : `?.${name}`;
      const suggestion = (edits: Suggestion['edits'], rationale: string, weight: number): Suggestion => ({
        edits,
        rationale: `${why}; ${rationale}`,
        prior: prior * weight,
        at: node,
      });
      const chain = chainEnd(place);
      const neutral = NEUTRAL.get(name);
      if (neutral && certain) {
        yield suggestion(
          [replaceNode(node.object, `(${source.slice(node.object)} ?? ${neutral})`)],
          `it then counts as ${neutral === '[]' ? 'an empty list' : 'an empty text'}.`,
          0.9,
        );
      }
      if (!node.optional) {
        yield suggestion(
          [replaceNode(node, object + access)],
          'the rest is then undefined too.',
          chain === place ? 0.75 : 0.85,
        );
      }
      const condition = conditionAround(place);
      if (condition && isPure(node.object)) {
        yield suggestion(
          [replaceNode(condition, `${object} && ${operand(source, condition)}`)],
          'the condition is then false.',
          0.85,
        );
        yield suggestion(
          [replaceNode(condition, `!${object} || ${operand(source, condition)}`)],
          'the condition is then true.',
          0.45,
        );
      }
      const statement = statementAround(place);
      const owner = functionAround(place);
      if (!statement || !owner || !isPure(node.object) || statement.node.start < owner.node.start) return;
      const indent = indentAt(source.text, statement.node.start);
      const before = (text: string) => [
        { start: statement.node.start, end: statement.node.start, text: `${text}\n${indent}` },
      ];
      const loop = [...ancestors(statement)].find((at) => isLoop(at.node) || at === owner);
      if (loop && isLoop(loop.node))
        yield suggestion(before(`if (${object} == null) continue;`), 'such an item is passed over.', 0.6);
      for (const [index, value] of earlyResults(owner).entries()) {
        yield suggestion(
          before(`if (${object} == null) return${value && ` ${value}`};`),
          `the function then returns ${value || 'at once'}.`,
          0.7 - 0.08 * index,
        );
      }
    }

    /** What the function returns elsewhere for nothing, and else what is nothing. */
    function earlyResults(owner: Place): string[] {
      const found = source
        .of('ReturnStatement')
        .filter((place) => functionAround(place) === owner)
        .map(({ node }) => (node.argument ? source.slice(node.argument) : ''))
        .filter((text) => /^(null|undefined|false|true|\[\]|\{\}|''|""|0|-1|)$/.test(text));
      const bareEnd = source
        .of('ReturnStatement')
        .some((place) => functionAround(place) === owner && place.node.argument);
      return [...new Set([...found, ...(bareEnd ? ['null', '[]', '0', 'undefined', 'false'] : [''])])].slice(
        0,
        6,
      );
    }
  },
};

function isAssigned({ parent, key }: Place): boolean {
  return (
    (parent?.node.type === 'AssignmentExpression' && key === 'left') ||
    parent?.node.type === 'UpdateExpression' ||
    (parent?.node.type === 'UnaryExpression' && parent.node.operator === 'delete')
  );
}

/** The outermost access or call of a chain such as `a.b.c()`. */
function chainEnd(place: Place): Place {
  let at = place;
  while (
    at.parent &&
    ((at.parent.node.type === 'MemberExpression' && at.key === 'object') ||
      (at.parent.node.type === 'CallExpression' && at.key === 'callee'))
  )
    at = at.parent;
  return at;
}

function conditionAround(place: Place): Node | null {
  for (let at: Place | null = place; at?.parent; at = at.parent) {
    const { parent, key } = at;
    if (key === 'test')
      return is(
        parent,
        'IfStatement',
        'WhileStatement',
        'ConditionalExpression',
        'ForStatement',
        'DoWhileStatement',
      )
        ? at.node
        : null;
    if (bare(parent.node).type === 'ExpressionStatement') return null;
  }
  return null;
}
