import type { Node } from 'oxc-parser';
import { bare, functionAround, identifierName, isFunction } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { brief, operand, replaceNode } from './helpers/text.ts';

const EMPTY: Record<string, string[]> = {
  number: ['0', '1'],
  string: ["''"],
  array: ['[]'],
  object: ['{}'],
  boolean: ['false', 'true'],
  map: ['new Map()'],
  set: ['new Set()'],
  function: [],
  promise: [],
  unknown: ['0', '[]', '{}', "''"],
};

/** A parameter, a property or an entry that is not given counts as empty. */
export const defaultValue: Template = {
  name: 'default-value',
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const missing =
      clues.has('absent_value') ||
      clues.differences.has('nan') ||
      clues.differences.has('null') ||
      clues.differences.has('undefined');
    const fit = missing ? 1.6 : 1;
    for (const { node } of source.places.filter((place) => isFunction(place.node))) {
      if (!isFunction(node)) continue;
      const last = node.params.at(-1);
      for (const parameter of node.params) {
        if (parameter.type !== 'Identifier') continue;
        const body = node.body ? source.placeOf(node.body as Node) : null;
        const kind = body ? (scopes.binding(body, parameter.name)?.kind ?? 'unknown') : 'unknown';
        // A type that does not allow undefined stays: a default changes it for callers only.
        for (const [index, value] of (EMPTY[kind] ?? []).entries()) {
          yield {
            edits: [{ start: parameter.end, end: parameter.end, text: ` = ${value}` }],
            rationale: `"${parameter.name}" defaults to ${value} when it is not given.`,
            prior: Math.min(0.7, 0.16 * fit * (parameter === last ? 1.3 : 1) * 0.8 ** index),
            at: parameter as Node,
          };
        }
      }
    }
    for (const place of source.of('MemberExpression')) {
      const { node, parent, key } = place;
      if (
        !functionAround(place) ||
        !parent ||
        (parent.node.type === 'AssignmentExpression' && key === 'left')
      )
        continue;
      const counted = countsUp(place.parent?.node, node, (range) => source.slice(range));
      if (!counted && parent.node.type !== 'BinaryExpression' && parent.node.type !== 'SpreadElement')
        continue;
      if (parent.node.type === 'BinaryExpression' && !['+', '-', '*'].includes(parent.node.operator))
        continue;
      const value = parent.node.type === 'SpreadElement' ? '[]' : '0';
      yield {
        edits: [replaceNode(node, `(${source.slice(node)} ?? ${value})`)],
        rationale: `"${source.slice(node)}" defaults to ${value} while it is not set.`,
        prior: Math.min(0.8, (counted || node.computed ? 0.34 : 0.12) * fit),
        at: node,
      };
    }
    // What is kept or handed on, and turned out to be nothing.
    for (const place of source.of('MemberExpression', 'CallExpression')) {
      const { node, parent, key } = place;
      const kept =
        (parent?.node.type === 'AssignmentExpression' && key === 'right') ||
        (parent?.node.type === 'Property' &&
          key === 'value' &&
          parent.parent?.node.type === 'ObjectExpression') ||
        (parent?.node.type === 'VariableDeclarator' &&
          key === 'init' &&
          parent.node.id.type === 'Identifier') ||
        (parent?.node.type === 'ReturnStatement' && key === 'argument');
      if (!kept || !missing || !functionAround(place) || scopes.kind(node) !== 'unknown') continue;
      for (const [index, value] of ['0', "''", '[]', 'null'].entries()) {
        yield {
          edits: [replaceNode(node, `${source.slice(node)} ?? ${value}`)],
          rationale: `"${brief(source.slice(node))}" defaults to ${value} when it is missing.`,
          prior: (node.type === 'MemberExpression' ? 0.34 : 0.24) * 0.8 ** index,
          at: node,
        };
      }
    }
    for (const { node, parent } of source.of('CallExpression')) {
      const callee = bare(node.callee);
      const got =
        callee.type === 'MemberExpression' &&
        identifierName(callee.property) === 'get' &&
        node.arguments.length === 1;
      if (!got || parent?.node.type !== 'BinaryExpression' || !['+', '-', '*'].includes(parent.node.operator))
        continue;
      yield {
        edits: [replaceNode(node, `(${operand(source, node)} ?? 0)`)],
        rationale: `"${source.slice(node)}" defaults to 0 while it is not set.`,
        prior: Math.min(0.8, 0.4 * fit),
        at: node,
      };
    }
  },
};

/** `counts[key] = counts[key] + 1` */
function countsUp(parent: Node | undefined, node: Node, slice: (range: Node) => string): boolean {
  if (parent?.type !== 'BinaryExpression') return false;
  return slice(node).includes('[') && parent.left === node;
}
