import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import { statementsIn } from '../facts/statements.ts';
import { textOf } from '../passes-on.ts';
import { bare, type Reading } from '../reading.ts';

const CARE: [pattern: RegExp, lost: string][] = [
  [/^\s*(?:begin|start\s+transaction)\b/i, 'no longer begins a transaction'],
  [/^\s*(?:commit|end)\b/i, 'no longer commits'],
  [/^\s*rollback\b(?!\s+to)/i, 'no longer rolls back'],
  [/\bfor\s+(?:no\s+key\s+)?(?:update|share)\b/i, 'no longer locks the rows that it reads'],
  [
    /\bon\s+conflict\b[\s\S]*\bdo\s+update\b[\s\S]*\bwhere\b/i,
    'no longer limits which rows a conflict changes',
  ],
];
/** Answers of frameworks, after which a caller continues. */
const ANSWERS = /^(?:json|send|end|sendStatus|redirect)$/;

/** Care that the code took before: a transaction, a lock, an answer after the work, an end that is waited for. */
export function lostCare(old: Reading, after: Reading): string[] {
  const lost: string[] = [];
  const [before, now] = [old, after].map((reading) => statementsIn(reading, '?').map(({ text }) => text));
  for (const [pattern, what] of CARE) {
    const count = (texts: string[] = []) => texts.filter((text) => pattern.test(text)).length;
    if (count(now) < count(before)) lost.push(what);
  }
  if (earlyAnswers(after) > earlyAnswers(old)) lost.push('answers before its work is done');
  const [first, later] = [routesBefore(old), routesBefore(after)];
  for (const [middleware, routes] of first) {
    if ((later.get(middleware) ?? 0) > routes)
      lost.push(`registers ${quote(middleware)} behind routes that it stood before`);
  }
  const unused = new Set(unwaited(old));
  for (const call of unwaited(after)) {
    if (!unused.has(call) && waited(old).includes(call)) lost.push(`no longer waits for ${quote(call)}`);
  }
  return lost;
}

/** Answers behind which the same block awaits something. */
function earlyAnswers(reading: Reading): number {
  let count = 0;
  for (const { node } of reading.nodes) {
    if (node.type !== 'BlockStatement') continue;
    const at = node.body.findIndex(
      (each: SyntaxNode) => each.type === 'ExpressionStatement' && isAnswer(each),
    );
    if (at < 0) continue;
    const end = node.body[at].end as number;
    if (
      reading.nodes.some(
        ({ node: one }) => one.type === 'AwaitExpression' && one.start >= end && one.end <= node.end,
      )
    )
      count += 1;
  }
  return count;
}

/** How many routes are registered before each `app.use(…)`. */
function routesBefore(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  let routes = 0;
  for (const { node } of reading.nodes) {
    if (node.type !== 'CallExpression') continue;
    const name = bare(node.callee).property?.name ?? '';
    if (/^(?:get|post|put|patch|delete|all|route)$/.test(name) && node.arguments.length > 1) routes += 1;
    if (/^(?:use|addHook|register)$/.test(name)) found.set(textOf(reading, node), routes);
  }
  return found;
}

function isAnswer({ expression }: SyntaxNode): boolean {
  const call = bare(expression);
  if (call.type !== 'CallExpression') return false;
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression' || !ANSWERS.test(callee.property.name ?? '')) return false;
  let root = callee.object;
  while (root.type === 'CallExpression' || root.type === 'MemberExpression')
    root = bare(root.callee ?? root.object);
  return /^(?:res|response|reply|ctx|c)$/.test(root.name ?? '');
}

/** Calls whose result is kept in a variable that nothing reads. */
function unwaited(reading: Reading): string[] {
  return reading.variables.flatMap((variable) => {
    const [definition] = variable.defs;
    const declared = definition?.type === 'Variable' ? (definition.node as unknown as SyntaxNode) : null;
    const call = declared?.init && declared.id.type === 'Identifier' ? bare(declared.init) : null;
    if (call?.type !== 'CallExpression' || variable.references.some((each) => each.isRead())) return [];
    return [textOf(reading, call.callee)];
  });
}

function waited(reading: Reading): string[] {
  return reading.nodes.flatMap(({ node }) => {
    const call = node.type === 'AwaitExpression' ? bare(node.argument) : null;
    return call?.type === 'CallExpression' ? [textOf(reading, call.callee)] : [];
  });
}
