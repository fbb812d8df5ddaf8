import { compatible } from '../syntax/kinds.ts';
import {
  type FunctionNode,
  functionAround,
  functionName,
  identifierName,
  isFunction,
  memberName,
} from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** A call that leaves out an argument which the function has: most often one that is to be handed on. */
export const missingArgument: Template = {
  name: 'missing-argument',
  answers: LOGIC,
  *propose({ source, scopes }) {
    const functions = new Map(
      source.places
        .filter((place): place is Place<FunctionNode> => isFunction(place.node))
        .flatMap((place) =>
          functionName(place) ? [[functionName(place) as string, place.node] as const] : [],
        ),
    );
    for (const place of source.of('CallExpression')) {
      const { node } = place;
      const name = identifierName(node.callee) ?? memberName(node.callee);
      const called = name ? functions.get(name) : undefined;
      const parameter = called?.params[node.arguments.length];
      if (called && parameter && functionAround(place)) {
        const wanted =
          parameter.type === 'Identifier'
            ? parameter.name
            : parameter.type === 'AssignmentPattern'
              ? identifierName(parameter.left as never)
              : null;
        const body = called.body ? source.placeOf(called.body as never) : place;
        const kind = wanted ? (scopes.binding(body, wanted)?.kind ?? 'unknown') : 'unknown';
        for (const [distance, binding] of scopes.visible(place).entries()) {
          if (!compatible(kind, binding.kind) || binding.how === 'function' || binding.how === 'import')
            continue;
          const same = binding.name === wanted;
          const separator = node.arguments.length ? ', ' : '';
          yield {
            edits: [{ start: node.end - 1, end: node.end - 1, text: separator + binding.name }],
            rationale: `Pass "${binding.name}" to "${brief(source.slice(node))}".`,
            prior: (same ? 0.72 : 0.2) * 0.97 ** distance,
            at: node,
          };
        }
      }
    }
    for (const { node, parent } of source.of('CallExpression')) {
      for (const argument of node.arguments) {
        if (argument.type !== 'Identifier' || !['parseInt', 'Number'].includes(argument.name)) continue;
        if (memberName(node.callee) === 'map' && argument.name === 'parseInt' && parent) {
          yield {
            edits: [replaceNode(argument, '(item) => parseInt(item, 10)')],
            rationale: 'map() passes the index as the second argument, which parseInt() takes as the radix.',
            prior: 0.8,
            at: node,
          };
        }
      }
    }
  },
};
