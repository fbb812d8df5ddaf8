import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import { statementsIn } from '../facts/statements.ts';
import { textOf } from '../passes-on.ts';
import { bare, isFunction, type Reading } from '../reading.ts';

const CARE: [pattern: RegExp, lost: string][] = [
  [/^\s*(?:begin|start\s+transaction)\b/i, 'no longer begins a transaction'],
  [/^\s*(?:commit|end)\b/i, 'no longer commits'],
  [/^\s*rollback\b(?!\s+to)/i, 'no longer rolls back'],
  [/\bfor\s+(?:no\s+key\s+)?(?:update|share)\b/i, 'no longer locks the rows that it reads'],
  [
    /\bon\s+conflict\b[\s\S]*\bdo\s+update\b[\s\S]*\bwhere\b/i,
    'no longer limits which rows a conflict changes',
  ],
  [/\border\s+by\b/i, 'no longer sorts the rows that it reads'],
  [/\bselect\s+distinct\b|\bgroup\s+by\b/i, 'no longer leaves out equal rows'],
  [
    /\bisolation\s+level\s+(?:serializable|repeatable\s+read)\b/i,
    'no longer isolates its transaction as it did',
  ],
];
/** What a statement does newly without a word of it. */
const SILENT: [pattern: RegExp, gained: string][] = [
  [/\bskip\s+locked\b/i, 'passes over rows that others have locked'],
  [
    /\bset\b[^;]*=\s*(?:greatest|least)\s*\(/i,
    'writes a bound where the value is beyond it (GREATEST, LEAST)',
  ],
];
const CHANGES = /^\s*(?:with\b[\s\S]*\b)?(insert\s+into|update|delete\s+from|merge\s+into)\s+"?([\w.]+)/i;
/** Methods of query builders that sort, lock, join a transaction, or leave out equal rows. */
const BUILDS = /^(?:orderBy|forUpdate|forShare|distinct|distinctOn|groupBy|transacting|setLock)$/;
const TRANSACTION = /^\$?(?:transaction|withTransaction|inTransaction|runInTransaction|begin|tx)$/;
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
  for (const [pattern, what] of SILENT) {
    const count = (texts: string[] = []) => texts.filter((text) => pattern.test(text)).length;
    if (count(now) > count(before)) lost.push(what);
  }
  const [alone, apart] = [outsideOf(old), outsideOf(after)];
  for (const [work, times] of apart)
    if (alone.has(work) && times > (alone.get(work) ?? 0))
      lost.push(`runs ${quote(work)} outside of its transaction`);
  if (earlyAnswers(after) > earlyAnswers(old)) lost.push('answers before its work is done');
  const [first, later] = [routesBefore(old), routesBefore(after)];
  for (const [middleware, routes] of first) {
    if ((later.get(middleware) ?? 0) > routes)
      lost.push(`registers ${quote(middleware)} behind routes that it stood before`);
  }
  for (const [name, times] of buildsOf(old))
    if ((buildsOf(after).get(name) ?? 0) < times) lost.push(`no longer uses ${quote(name)} where it did`);
  const dropped = (reading: Reading, call: string) => droppedIn(reading).filter((one) => one === call).length;
  for (const call of new Set(droppedIn(after))) {
    const stillWaited = waited(after).filter((one) => one === call).length;
    const wasWaited = waited(old).filter((one) => one === call).length;
    if (stillWaited < wasWaited && dropped(after, call) > dropped(old, call))
      lost.push(`no longer waits for ${quote(call)}`);
  }
  const unused = new Set(unwaited(old));
  for (const call of unwaited(after)) {
    if (!unused.has(call) && waited(old).includes(call)) lost.push(`no longer waits for ${quote(call)}`);
  }
  return lost;
}

/** How often each statement that changes rows stands outside of a transaction that the file begins. */
function outsideOf(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  let open = false;
  for (const { text, at } of statementsIn(reading, '?').toSorted((one, other) => one.at - other.at)) {
    if (/^\s*(?:begin|start\s+transaction)\b/i.test(text)) open = true;
    else if (/^\s*(?:commit|end)\b/i.test(text)) open = open && leavesAfter(reading, at);
    const [, verb, table] = CHANGES.exec(text) ?? [];
    if (!verb) continue;
    const key = `${verb.toUpperCase()} ${table}`;
    found.set(key, (found.get(key) ?? 0) + (open ? 0 : 1));
  }
  return found;
}

/** True where the block that holds a place ends by a return or a throw inside of an `if`: what follows did not pass there. */
function leavesAfter(reading: Reading, place: number): boolean {
  return reading.nodes.some(
    ({ node, parent }) =>
      node.type === 'BlockStatement' &&
      parent?.type === 'IfStatement' &&
      node.start < place &&
      node.end > place &&
      /^(?:Return|Throw)Statement$/.test(node.body.at(-1)?.type ?? ''),
  );
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

/** Methods of query builders, and the handles of transactions, by how often they are used. */
function buildsOf(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  const add = (name: string, times = 1) => found.set(name, (found.get(name) ?? 0) + times);
  for (const { node, parent } of reading.nodes) {
    const name = node.type === 'CallExpression' ? (bare(node.callee).property?.name ?? '') : '';
    const locks = name === 'for' && /^(?:no key )?update$|^share$/.test(node.arguments[0]?.value ?? '');
    if (BUILDS.test(name) || locks) add(name);
    const begins =
      isFunction(node) && parent?.type === 'CallExpression' ? bare(parent.callee).property?.name : null;
    const handle = node.params?.[0];
    if (!TRANSACTION.test(begins ?? '') || handle?.type !== 'Identifier') continue;
    const variable = reading.variables.find(({ identifiers }) => identifiers.includes(handle as never));
    add('the transaction', variable?.references.length ?? 0);
  }
  return found;
}

/** Calls whose result, a promise or not, nobody uses. */
function droppedIn(reading: Reading): string[] {
  return reading.nodes.flatMap(({ node }) => {
    const call = node.type === 'ExpressionStatement' ? bare(node.expression) : null;
    return call?.type === 'CallExpression' ? [textOf(reading, call.callee)] : [];
  });
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
