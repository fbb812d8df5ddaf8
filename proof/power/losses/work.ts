import type { SyntaxNode } from '../../checks/program.ts';
import { isSlip } from '../../rows/kept.ts';
import { quote } from '../fact.ts';
import { statementsIn } from '../facts/statements.ts';
import { keyOf } from '../fold.ts';
import { isRefusal, textOf } from '../passes-on.ts';
import { beginOf, pathOf } from '../path.ts';
import { bare, isFunction, type Reading } from '../reading.ts';

/** Methods that change something outside, by the verbs that services use for it. */
const DOES =
  /^(?:send|publish|charge|pay|refund|capture|create|insert|update|delete|remove|save|store|put|post|patch|notify|enqueue|emit|transfer|book|audit|record|produce|dispatch|schedule|upsert|upload|copy|grant|invite|mail|deliver|cancel|confirm)(?:[A-Z_]\w*)?$/;
const WRITES =
  /^\s*(?:with\b[\s\S]*\b)?(insert|update|delete|merge|replace)\b(?:\s+(?:into|from|only))*\s+"?([\w.]*)/i;
const ANSWERING = /^(?:res|response|reply|ctx|c|headers|url|params|searchParams|hash|hmac|cipher)$/i;
const ITERATES = /^(?:map|forEach|flatMap|filter|then|all|allSettled)$/;

/** A call that changes something outside of the program. */
interface Work {
  node: SyntaxNode;
  /** What it does, equal for equal work. */
  key: string;
  shown: string;
  /** What its first argument writes out: a topic, a queue, a bucket, the rights of a file. */
  written: string[];
}

/** Work that is done only under a condition that is new, once more than before, or for another topic. */
export function changedWork(old: Reading, after: Reading): string[] {
  const [before, now] = [worksOf(old), worksOf(after)];
  return [...new Set([...conditional(old, after, { before, now }), ...repeated(after, { before, now })])];
}

function worksOf(reading: Reading): Work[] {
  const statements = statementsIn(reading, '?');
  return reading.nodes.flatMap(({ node }): Work[] => {
    if (node.type !== 'CallExpression') return [];
    const { root, names } = pathOf(reading, node.callee);
    const [first] = node.arguments;
    if (root.kind === 'made' || root.kind === 'global') return [];
    const asked = first && statements.find(({ at }) => at >= first.start && at < first.end);
    const [, verb, table] = (asked && WRITES.exec(asked.text)) ?? [];
    if (verb) {
      const key = `${verb.toLowerCase()} ${table}`;
      const written = [...textsOf(asked?.text ?? ''), ...writtenIn(reading, node.arguments[1])];
      return [{ node, key, shown: quote(`${verb.toUpperCase()} ${table}`), written }];
    }
    const name = names.at(-1) ?? bare(node.callee).name ?? '';
    const owner = names.length > 1 ? names.at(-2) : 'name' in root ? root.name : '';
    if (!DOES.test(name) || (names.length > 0 && ANSWERING.test(owner || beginOf(node)))) return [];
    const key = textOf(reading, node.callee);
    return [{ node, key, shown: quote(key), written: writtenIn(reading, first) }];
  });
}

function conditional(
  old: Reading,
  after: Reading,
  { before, now }: { before: Work[]; now: Work[] },
): string[] {
  return [...new Set(before.map(({ key }) => key))].flatMap((key) => {
    const had = before.filter((work) => work.key === key).map(({ node }) => conditionsOf(old, node));
    const has = now.filter((work) => work.key === key);
    const known = new Set(had.flat());
    const added = has.map(({ node }) =>
      conditionsOf(after, node).filter((test) => !known.has(test) && !known.has(withoutMissing(test))),
    );
    if (added.length === 0 || added.some((tests) => tests.length === 0)) return [];
    const [[test = ''] = []] = added;
    return [`does ${has[0]?.shown} only where ${quote(test)}`];
  });
}

function repeated(after: Reading, { before, now }: { before: Work[]; now: Work[] }): string[] {
  const count = (all: Work[], key: string) => all.filter((work) => work.key === key).length;
  const found: string[] = [];
  for (const { key, shown, written } of now) {
    const had = count(before, key);
    if (had === 0) continue;
    if (count(now, key) > had && !now.some((one) => one.key === key && isSecondTry(after, one.node)))
      found.push(`does ${shown} once more`);
    const known = before.flatMap((one) => (one.key === key ? one.written : []));
    if (known.length === 0) continue;
    for (const text of written) {
      if (!known.some((one) => one === text || isSlip(one, text)))
        found.push(`does ${shown} for ${quote(text)}`);
    }
  }
  return found;
}

/** A text that stands alone, and those of an object's own keys. */
function writtenIn(reading: Reading, node: SyntaxNode | undefined): string[] {
  const at = node && bare(node);
  if (at?.type === 'Literal' && typeof at.value === 'string') return [at.value];
  if (at?.type === 'ArrayExpression')
    return at.elements.flatMap((each: SyntaxNode | null) => {
      const value = each && bare(each);
      return value?.type === 'Literal' && typeof value.value === 'string' ? [value.value] : [];
    });
  if (at?.type !== 'ObjectExpression') return [];
  return at.properties.flatMap((each: SyntaxNode) => {
    const value = each.type === 'Property' ? bare(each.value) : null;
    const isText = value?.type === 'Literal' && typeof value.value === 'string';
    return isText ? [`${keyOf(reading, each)}: ${value.value}`] : [];
  });
}

/** The texts that a statement writes. */
function textsOf(statement: string): string[] {
  const [written = ''] = statement.split(/\bwhere\b/i);
  return [...written.matchAll(/'((?:[^']|'')*)'/g)].map(([, text = '']) => text);
}

/** In a handler, in the branches of one choice: not both are done. */
function isSecondTry(reading: Reading, node: SyntaxNode): boolean {
  for (let at = reading.parent(node); at; at = reading.parent(at))
    if (/^(?:CatchClause|IfStatement|SwitchCase|ConditionalExpression)$/.test(at.type)) return true;
  return false;
}

/** Conditions under which a node is reached, of its function and of the lists that call it. */
function conditionsOf(reading: Reading, node: SyntaxNode): string[] {
  const found: string[] = [];
  const add = (test: SyntaxNode) => {
    const text = textOf(reading, test);
    if (!isAboutLength(text)) found.push(text);
  };
  for (let at = node, parent = reading.parent(at); parent; at = parent, parent = reading.parent(at)) {
    if (parent.type === 'IfStatement' && at !== parent.test && !isRefusal(reading, parent.consequent))
      add(parent.test);
    if (parent.type === 'ConditionalExpression' && at !== parent.test) add(parent.test);
    if (parent.type === 'LogicalExpression' && at === parent.right && parent.operator !== '??')
      add(parent.left);
    if (parent.type === 'BlockStatement') for (const test of leavesBefore(reading, parent, at)) add(test);
    if (/^For(?:Of|In)Statement$/.test(parent.type) && at === parent.body)
      for (const test of filters(parent.right)) add(test);
    if (isFunction(parent) && !isIterated(reading, parent, add)) break;
  }
  if (isOptional(node)) found.push(`${textOf(reading, node.callee)} exists`);
  return found;
}

/** True where a list or a promise calls the function; what is filtered before counts as a condition. */
function isIterated(reading: Reading, callback: SyntaxNode, add: (test: SyntaxNode) => void): boolean {
  const call = reading.parent(callback);
  if (call?.type !== 'CallExpression' || call.callee === callback) return false;
  const callee = bare(call.callee);
  if (!ITERATES.test(callee.property?.name ?? '')) return false;
  for (const test of filters(callee.object)) add(test);
  return true;
}

/** The functions by which a list is made shorter. */
function filters(list: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let at = bare(list); at.type === 'CallExpression'; at = bare(bare(at.callee).object ?? at.callee)) {
    if (/^(?:filter|slice)$/.test(bare(at.callee).property?.name ?? '') && at.arguments[0])
      found.push(at.arguments[0]);
  }
  return found;
}

/** Conditions of the same block under which it was left before, other than by a refusal. */
function leavesBefore(reading: Reading, block: SyntaxNode, at: SyntaxNode): SyntaxNode[] {
  return block.body
    .filter((each: SyntaxNode) => each.type === 'IfStatement' && each.end <= at.start)
    .filter(({ consequent }: SyntaxNode) => {
      const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
      return /^(?:Return|Continue|Break)Statement$/.test(last?.type ?? '') && !isRefusal(reading, consequent);
    })
    .map(({ test }: SyntaxNode) => test);
}

/** `!row || row.done` asks what `row.done` asked of a row that may be missing. */
function withoutMissing(test: string): string {
  return test
    .split('||')
    .filter((part) => !/^!\w+(?:\[\d\])?$|^\w+===?(?:undefined|null)$/.test(part))
    .join('||');
}

/** Without rows there is nothing to do. */
function isAboutLength(test: string): boolean {
  return /^!?[\w.]*(?:length|size)(?:[<>=!]+\d+)?$/.test(test);
}

function isOptional(call: SyntaxNode): boolean {
  for (
    let at = call;
    at.type === 'CallExpression' || at.type === 'MemberExpression';
    at = bare(at.callee ?? at.object)
  )
    if (at.optional) return true;
  return false;
}
