import type { Node } from 'oxc-parser';
import type { CoveredStatement, TextEdit } from '../../domain/ports/screen.ts';
import { everyNode, parseModule } from './parse-module.ts';

/** The statements of a module, each with a counter before it. */
export interface Counting {
  statements: { start: number; end: number }[];
  edits: TextEdit[];
}

/** Puts a counter before each statement that stands in a list of statements, and around the body of an arrow. */
export function countStatements(path: string, text: string): Counting {
  const program = parseModule(path, text);
  const statements: Counting['statements'] = [];
  const edits: TextEdit[] = [];
  if (!program) return { statements, edits };
  everyNode(program as unknown as Node, {
    enter(node, parent) {
      if (/^TS/.test(node.type)) return false;
      if (node.type === 'ArrowFunctionExpression' && node.body?.type !== 'BlockStatement' && node.body) {
        const { start, end } = node.body;
        edits.push(
          { start, end: start, text: `(__c[${statements.length}]++,` },
          { start: end, end, text: ')' },
        );
        statements.push({ start, end });
      }
      const isListed =
        parent !== null &&
        /^(BlockStatement|SwitchCase)$/.test(parent.type) &&
        /(Statement|Declaration)$/.test(node.type) &&
        !/^(Function|Class)Declaration$/.test(node.type);
      if (isListed) {
        edits.push({ start: node.start, end: node.start, text: `__c[${statements.length}]++;` });
        statements.push({ start: node.start, end: node.end });
      }
      return undefined;
    },
  });
  return { statements, edits };
}

/**
 * What the base run counted, for each statement. Each assertion that held before a test failed counts as one that passes.
 */
export function covered(
  { statements }: Counting,
  tests: readonly { ok: boolean; covered: Record<string, number[]>; held: Record<string, number[]> }[],
  path: string,
): CoveredStatement[] {
  return statements.map((range, index) => {
    const ran = tests.filter((test) => (test.covered[path]?.[index] ?? 0) > 0);
    const failed = ran.filter(({ ok }) => !ok);
    const held = failed.reduce((sum, test) => sum + (test.held[path]?.[index] ?? 0), 0);
    return { ...range, failing: failed.length, passing: ran.length - failed.length + held };
  });
}
