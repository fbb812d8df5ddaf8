import type { Node } from 'oxc-parser';
import { bare, functionAround, isPure } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template, type TemplateInput } from '../template.ts';
import { operand, replaceNode, shouldBe } from './helpers/text.ts';

/** A condition that lacks a case: another one that must hold too, or that suffices. */
export const strengthenCondition: Template = {
  name: 'strengthen-condition',
  answers: LOGIC,
  *propose(input) {
    const { source, clues } = input;
    for (const { node } of source.of(
      'IfStatement',
      'WhileStatement',
      'ConditionalExpression',
      'ForStatement',
    )) {
      const { test } = node;
      if (!test || bare(test).type === 'Literal') continue;
      const place = source.placeOf(test);
      const text = source.slice(test);
      for (const { condition, weight } of conditionsAt(input, place)) {
        if (text.includes(condition)) continue;
        const guards = node.type === 'WhileStatement' || node.type === 'ForStatement' ? 1.3 : 1;
        const fit = clues.has('absent_value', 'hang', 'overflow') ? 1.2 : 1;
        for (const operator of ['&&', '||']) {
          const added = `${condition} ${operator} ${operand(source, test)}`;
          yield {
            edits: [replaceNode(test, added)],
            rationale: shouldBe(text, added),
            prior: 0.15 * weight * guards * fit * (operator === '&&' ? 1 : 0.85),
            at: test,
          };
        }
      }
    }
    for (const { node } of source.of('ReturnStatement')) {
      const value = node.argument ? bare(node.argument) : null;
      if (!value || !node.argument) continue;
      const place = source.placeOf(node.argument);
      const flag = value.type === 'Literal' && typeof value.value === 'boolean';
      if (!flag && input.scopes.kind(value) !== 'boolean') continue;
      for (const { condition, weight } of conditionsAt(input, place)) {
        if (source.slice(value).includes(condition)) continue;
        if (flag) {
          yield {
            edits: [replaceNode(node.argument, condition)],
            rationale: shouldBe(`return ${source.slice(value)}`, `return ${condition}`),
            prior: 0.34 * weight,
            at: node,
          };
        } else {
          const both = `${operand(source, node.argument)} && ${condition}`;
          yield {
            edits: [replaceNode(node.argument, both)],
            rationale: shouldBe(source.slice(value), both),
            prior: 0.15 * weight,
            at: node,
          };
        }
      }
    }
  },
};

/** Conditions that make sense at a place: those that the function asks elsewhere, and the usual ones about its values. */
function conditionsAt(
  { source, scopes }: TemplateInput,
  place: Place,
): { condition: string; weight: number }[] {
  const owner = functionAround(place);
  const found = new Map<string, number>();
  const names = new Set(scopes.visible(place).map(({ name }) => name));
  for (const other of source.of('BinaryExpression', 'UnaryExpression', 'CallExpression')) {
    if (functionAround(other) !== owner || scopes.kind(other.node) !== 'boolean') continue;
    if (other.node.type !== 'CallExpression' && !isPure(other.node)) continue;
    const text = source.slice(other.node);
    if (
      text.length < 40 &&
      !text.includes('=>') &&
      namesIn(other.node, source).every((name) => names.has(name))
    )
      found.set(text, 0.8);
  }
  for (const [distance, binding] of scopes.visible(place).slice(0, 8).entries()) {
    const near = 0.95 ** distance * (binding.how === 'variable' ? 1.15 : 1);
    for (const condition of usual(binding)) if (!found.has(condition)) found.set(condition, near);
  }
  return [...found].map(([condition, weight]) => ({ condition, weight }));
}

function usual({ name, kind, how }: { name: string; kind: string; how: string }): string[] {
  if (how === 'function' || how === 'import' || how === 'class') return [];
  if (kind === 'number') return [`${name} === 0`, `${name} > 0`];
  if (kind === 'array' || kind === 'string') return [`${name}.length === 0`, `${name}.length > 0`];
  if (kind === 'set' || kind === 'map') return [`${name}.size === 0`];
  return kind === 'boolean' ? [name, `!${name}`] : [`${name} != null`, `${name} == null`];
}

function namesIn(node: Node, source: TemplateInput['source']): string[] {
  return source
    .of('Identifier')
    .filter(
      ({ node: inner, parent, key }) =>
        inner.start >= node.start &&
        inner.end <= node.end &&
        !(parent?.node.type === 'MemberExpression' && key === 'property' && !parent.node.computed),
    )
    .map(({ node: inner }) => inner.name)
    .filter((name) => !/^(Number|Math|Array|Object|String|undefined|Infinity|NaN)$/.test(name));
}
