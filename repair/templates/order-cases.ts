import type { Node } from 'oxc-parser';
import { bare, numberValue } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { statementLists } from './helpers/lists.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** Cases of which an earlier one takes what a later one is for: the narrower bound is asked first. */
export const orderCases: Template = {
  name: 'order-cases',
  answers: LOGIC,
  *propose({ source }) {
    for (const { statements } of statementLists(source)) {
      for (const run of runsOf(source, statements)) {
        const [first] = run;
        const down = first?.operator.startsWith('>');
        const sorted = run.toSorted((a, b) => (down ? b.bound - a.bound : a.bound - b.bound));
        if (!first || sorted.every((each, index) => each === run[index])) continue;
        yield {
          edits: run.map(({ node }, index) => replaceNode(node, source.slice(sorted[index]?.node ?? node))),
          rationale: `"${brief(source.slice(first.test))}" shadows later cases; check the narrower ones first.`,
          prior: 0.9,
          at: first.node,
        };
      }
    }
  },
};

interface Case {
  node: Node;
  test: Node;
  subject: string;
  operator: string;
  bound: number;
}

/** Statements in a row that each leave the function when the same value is beyond a bound. */
function runsOf(source: Source, statements: readonly Node[]): Case[][] {
  const runs: Case[][] = [];
  let run: Case[] = [];
  for (const statement of statements) {
    const found = caseOf(source, statement);
    const [first] = run;
    if (!found || (first && (first.subject !== found.subject || first.operator !== found.operator))) run = [];
    if (!found) continue;
    run.push(found);
    if (run.length === 2) runs.push(run);
  }
  return runs;
}

function caseOf(source: Source, node: Node): Case | null {
  if (node.type !== 'IfStatement' || node.alternate) return null;
  const test = bare(node.test);
  const body = node.consequent.type === 'BlockStatement' ? node.consequent.body.at(-1) : node.consequent;
  if (test.type !== 'BinaryExpression' || !/^[<>]=?$/.test(test.operator) || body?.type !== 'ReturnStatement')
    return null;
  const bound = numberValue(test.right);
  return bound === null
    ? null
    : { node, test, subject: source.slice(test.left), operator: test.operator, bound };
}
