import type { Node } from 'oxc-parser';
import { bare, calleeName, identifierName, is, memberName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** What arrays alone have. */
const OF_LISTS = /^(map|filter|reduce|forEach|some|every|find|findIndex|flatMap|sort|join)$/;
/** As pages and results of queries, of Feathers, `pg`, Sequelize, axios and others, call the list that they hold; the usual first. */
const MEMBERS = ['data', 'rows', 'items', 'results', 'docs', 'nodes'];
/** Calls whose result is that of a database's driver. */
const OF_A_DRIVER = /^(query|execute|raw|findAndCountAll)$/;

/** A call answers a page or a result with the list in it, and the code takes it for the list. */
export const listWithin: Template = {
  name: 'list-within',
  answers: ['unknown_name', 'exception', 'uncaught'],
  *propose({ source, clues }: TemplateInput): Generator<Suggestion> {
    for (const { node, key, parent } of source.of('MemberExpression')) {
      const method = memberName(node);
      const object = identifierName(node.object);
      if (!method || !object || key !== 'callee' || !is(parent, 'CallExpression')) continue;
      if (!OF_LISTS.test(method) || !clues.unknownNames.has(`${object}.${method}`)) continue;
      const call = callThatGave(source, object);
      if (!call) continue;
      for (const [index, member] of likely(source, call).entries()) {
        yield {
          edits: [replaceNode(node.object, `${object}.${member}`)],
          rationale: `"${brief(source.slice(call))}" gives an object with the list in it; use its "${member}".`,
          prior: 0.98 - 0.08 * index,
          at: node,
        };
      }
    }
  },
};

/** The call whose result a name holds; null where it is something else. */
function callThatGave(source: Source, name: string): Node | null {
  for (const { node } of source.of('VariableDeclarator')) {
    if (!node.init || node.id.type !== 'Identifier' || node.id.name !== name) continue;
    const value = bare(node.init);
    const call = value.type === 'AwaitExpression' ? bare(value.argument) : value;
    return call.type === 'CallExpression' ? call : null;
  }
  return null;
}

/** The members in the order of how likely they are: what the file reads elsewhere first. */
function likely(source: Source, call: Node): string[] {
  const usual = OF_A_DRIVER.test(calleeName(call) ?? '') ? ['rows', ...MEMBERS] : MEMBERS;
  const weight = (member: string) => (new RegExp(`\\b${member}\\b`).test(source.text) ? 0 : 1);
  return [...new Set(usual)].sort((a, b) => weight(a) - weight(b));
}
