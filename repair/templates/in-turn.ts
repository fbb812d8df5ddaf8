import { bare, identifierName, isFunction, memberName } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** What is done for all items at the same time, though each needs what the one before has left: they take turns. */
export const inTurn: Template = {
  name: 'in-turn',
  answers: [...LOGIC, 'database_conflict', 'upstream_failure', 'pool_exhausted'],
  *propose({ source }) {
    for (const { node, parent } of source.of('AwaitExpression')) {
      const all = bare(node.argument);
      if (all.type !== 'CallExpression' || !['all', 'allSettled'].includes(memberName(all.callee) ?? ''))
        continue;
      const map = all.arguments[0] ? bare(all.arguments[0] as never) : null;
      if (map?.type !== 'CallExpression' || memberName(map.callee) !== 'map') continue;
      const [callback] = map.arguments;
      if (!callback || !isFunction(callback) || !callback.async || callback.params.length !== 1) continue;
      const list = source.slice((map.callee as { object: { start: number; end: number } }).object);
      const item = source.slice(callback.params[0] as never);
      const body = callback.body as { type: string; start: number; end: number };
      const text = body.type === 'BlockStatement' ? source.slice(body) : `{ ${source.slice(body)}; }`;
      const rationale = `Items of "${brief(list)}" depend on earlier ones; process them sequentially.`;
      const loop = `for (const ${item} of ${list}) ${text}`;
      if (parent?.node.type === 'ExpressionStatement' && !/\breturn\b/.test(text)) {
        yield { edits: [replaceNode(parent.node, loop)], rationale, prior: 0.5, at: node };
      }
      const declaration = parent?.parent?.node;
      const name =
        parent?.node.type === 'VariableDeclarator' ? identifierName(parent.node.id as never) : null;
      if (!name || declaration?.type !== 'VariableDeclaration' || declaration.declarations.length !== 1)
        continue;
      const collected =
        body.type === 'BlockStatement'
          ? `${name}.push(await (async () => ${text})());`
          : `${name}.push(await ${source.slice(body)});`;
      yield {
        edits: [
          replaceNode(declaration, `const ${name} = [];\nfor (const ${item} of ${list}) { ${collected} }`),
        ],
        rationale,
        prior: 0.3,
        at: node,
      };
    }
  },
};
