import type { Node, Program } from 'oxc-parser';
import type { TextEdit } from '../../domain/ports/screen.ts';
import { everyNode } from './parse-module.ts';

const LOOP = /^(For|ForIn|ForOf|While|DoWhile)Statement$/;
const COUNT = 'if(++__steps.now>__steps.most)__steps.over();';

/** Counts the turns of loops and the calls of functions, so that a change that never ends is stopped early. */
export function addCounters(program: Program, text: string, groups: TextEdit[][]): void {
  everyNode(program as unknown as Node, {
    enter(node) {
      const isLoop = LOOP.test(node.type);
      if (!isLoop && !/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type))
        return;
      const body = 'body' in node ? (node.body as Node | null) : null;
      if (!body) return;
      if (body.type === 'BlockStatement') {
        const first = body.body[0];
        // A directive stays the first statement.
        if (first?.type === 'ExpressionStatement' && 'directive' in first && first.directive) return;
        groups.push([{ start: body.start + 1, end: body.start + 1, text: COUNT }]);
      } else if (isLoop) {
        if (text.slice(body.start, body.end) === ';') {
          groups.push([{ start: body.start, end: body.end, text: `{${COUNT}}` }]);
        } else {
          groups.push([
            { start: body.start, end: body.start, text: `{${COUNT}` },
            { start: body.end, end: body.end, text: '}' },
          ]);
        }
      }
    },
  });
}
