import {
  bare,
  calleeName,
  type FunctionNode,
  functionAround,
  is,
  isFunction,
  memberName,
} from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { isHttpCall, isQueryCall } from './helpers/outbound.ts';
import { promisingNames } from './helpers/promising.ts';
import { brief, replaceNode } from './helpers/text.ts';

const PROMISING = new Set([
  'json',
  'text',
  'arrayBuffer',
  'formData',
  'all',
  'allSettled',
  'race',
  'any',
  'readFile',
  'writeFile',
]);

/** A promise whose value is needed is awaited; callbacks that run at the same time are awaited together. */
export const missingAwait: Template = {
  name: 'missing-await',
  answers: [...LOGIC, 'bad_payload', 'connection', 'pool_exhausted'],
  *propose({ source, others, clues }) {
    const promised = promisingNames([source, ...others]);
    const fit = clues.has('unawaited') || clues.differences.has('other_type') ? 1.1 : 1;
    for (const place of source.of('CallExpression')) {
      const { node } = place;
      const name = calleeName(node) ?? '';
      const known =
        promised.has(name) || isHttpCall(node) || (isQueryCall(node) && memberName(node.callee) !== null);
      if (!known && !(PROMISING.has(name) && memberName(node.callee))) continue;
      const owner = functionAround(place);
      if (isAwaited(place) || !owner) continue;
      const returned = place.parent?.node.type === 'ReturnStatement' || owner.node.body === node;
      const edits = [
        replaceNode(node, inChain(place) ? `(await ${source.slice(node)})` : `await ${source.slice(node)}`),
      ];
      if (!owner.node.async) edits.unshift(...makeAsync(owner));
      yield {
        edits,
        rationale: `"${brief(source.slice(node))}" is still a promise; await it.`,
        prior: (owner.node.async ? 0.78 : 0.4) * (returned ? 0.45 : 1) * fit,
        at: node,
      };
    }
    for (const { node, parent } of source.of('CallExpression')) {
      const [callback] = node.arguments;
      const name = memberName(node.callee);
      if (!callback || !isFunction(callback) || !callback.async || is(parent, 'AwaitExpression')) continue;
      const owner = functionAround(source.placeOf(node));
      if (!owner?.node.async || !name || parent?.node.type === 'CallExpression') continue;
      const list =
        name === 'forEach' && node.callee.type === 'MemberExpression' ? node.callee.property : null;
      if (name !== 'map' && !list) continue;
      const text = source.slice(node);
      const mapped = list
        ? `${text.slice(0, list.start - node.start)}map${text.slice(list.end - node.start)}`
        : text;
      yield {
        edits: [replaceNode(node, `await Promise.all(${mapped})`)],
        rationale: `"${name}" does not wait for its asynchronous callbacks; wait with Promise.all.`,
        prior: 0.75 * fit,
        at: node,
      };
    }
    for (const { node } of source.of('ForOfStatement')) {
      const call = bare(node.right);
      if (node.await || call.type !== 'CallExpression' || !promised.has(calleeName(call) ?? '')) continue;
      yield {
        edits: [{ start: node.start + 3, end: node.start + 3, text: ' await' }],
        rationale: 'The iterable is asynchronous; use for await.',
        prior: 0.5,
        at: node,
      };
    }
  },
};

/** Awaited, handed to Promise.all, chained by then, or one of the ends of an await. */
function isAwaited(place: Place): boolean {
  let at: Place | null = place.parent;
  while (at && ['ParenthesizedExpression', 'TSAsExpression', 'ChainExpression'].includes(at.node.type))
    at = at.parent;
  if (!at) return false;
  if (at.node.type === 'AwaitExpression' || at.node.type === 'ArrayExpression') return true;
  if (at.node.type === 'UnaryExpression' && at.node.operator === 'void') return true;
  // `sql`..`.execute` of a builder, `query(..).then(..)`
  if (at.node.type === 'MemberExpression')
    return ['then', 'catch', 'finally', 'on', 'execute'].includes(memberName(at.node) ?? '');
  return (
    at.node.type === 'CallExpression' && ['all', 'allSettled', 'race'].includes(calleeName(at.node) ?? '')
  );
}

function inChain({ parent, key }: Place): boolean {
  return parent?.node.type === 'MemberExpression' && key === 'object';
}

function makeAsync({ node, parent }: Place<FunctionNode>) {
  const start = parent?.node.type === 'MethodDefinition' ? parent.node.key.start : node.start;
  return [{ start, end: start, text: 'async ' }];
}
