import type { Node } from 'oxc-parser';
import { isLoop } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { insertAfter, insertBefore, removeStatement, statementLists } from './helpers/lists.ts';
import { brief, replaceNode } from './helpers/text.ts';

const FIXED = new Set([
  'ReturnStatement',
  'BreakStatement',
  'ContinueStatement',
  'ThrowStatement',
  'FunctionDeclaration',
  'ClassDeclaration',
]);

/** Two steps in the wrong order; a step inside a loop or a condition that belongs outside, or the other way round. */
export const moveStatement: Template = {
  name: 'move-statement',
  answers: LOGIC,
  *propose({ source }) {
    for (const { place, statements } of statementLists(source)) {
      for (const [index, first] of statements.entries()) {
        const second = statements[index + 1];
        if (
          !second ||
          FIXED.has(first.type) ||
          FIXED.has(second.type) ||
          first.type === 'VariableDeclaration'
        )
          continue;
        const [a, b] = [source.slice(first), source.slice(second)];
        if (a === b || a.length + b.length > 400) continue;
        const simple = [first, second].every(({ type }) => type === 'ExpressionStatement') ? 1 : 0.7;
        yield {
          edits: [replaceNode(first, b), replaceNode(second, a)],
          rationale: `"${brief(b)}" must run before "${brief(a)}".`,
          prior: 0.26 * simple,
          at: first,
        };
      }
      const outer = place.parent;
      const inner = statements.at(-1);
      if (!outer || !inner || statements.length < 2) continue;
      const repeated = isLoop(outer.node);
      if (!repeated && outer.node.type !== 'IfStatement') continue;
      if (inner.type === 'ExpressionStatement') {
        const edits = [
          removeStatement(source, inner),
          ...insertAfter(source, outer.node, source.slice(inner)),
        ];
        yield {
          edits,
          rationale: `"${brief(source.slice(inner))}" must run once, after ${repeated ? 'the loop' : 'the condition'}.`,
          prior: repeated ? 0.12 : 0.18,
          at: inner,
        };
      }
      const [start] = statements;
      if (repeated && start?.type === 'VariableDeclaration' && start.kind === 'let') {
        const edits = [
          removeStatement(source, start),
          ...insertBefore(source, outer.node, source.slice(start)),
        ];
        yield {
          edits,
          rationale: `"${brief(source.slice(start))}" must run once, before the loop.`,
          prior: 0.4,
          at: start,
        };
      }
    }
    for (const { statements } of statementLists(source)) {
      for (const [index, declaration] of statements.entries()) {
        const loop = statements[index + 1];
        if (declaration.type !== 'VariableDeclaration' || !loop || !isLoop(loop)) continue;
        const body = (loop as { body?: Node }).body;
        if (body?.type !== 'BlockStatement' || !body.body[0]) continue;
        const edits = [
          removeStatement(source, declaration),
          ...insertBefore(source, body.body[0] as Node, source.slice(declaration)),
        ];
        yield {
          edits,
          rationale: `"${brief(source.slice(declaration))}" must be reset in each iteration.`,
          prior: 0.26,
          at: declaration,
        };
      }
    }
  },
};
