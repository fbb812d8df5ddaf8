import type { SyntaxNode } from '../../checks/program.ts';
import { isAlike } from '../../seen/alike.ts';
import { quote } from '../fact.ts';
import { PURE_METHODS } from '../harmless.ts';
import { textOf } from '../passes-on.ts';
import { pathOf } from '../path.ts';
import { bare, type Reading } from '../reading.ts';

const QUIET =
  /^(?:log|logger|console|debug|info|warn|error|trace|fatal|next|done|callback|cb|super|release|resolve|reject)$/i;
/** What the code did before for its own sake and does no longer: imports that it used, and calls. */
export function lostUses(old: Reading, after: Reading): string[] {
  return [...lostImports(old, after), ...lostCalls(old, after), ...lostIdentities(old, after)];
}

/** Who asks, as the service found out itself. */
const IDENTITY = /^(?:user|auth|session|principal|claims|identity|currentUser|viewer|actor|tenant)$/i;

/** Places that look at who asks and do so no longer. */
function lostIdentities(old: Reading, after: Reading): string[] {
  const [had, has] = [identitiesOf(old), identitiesOf(after)];
  return [...had]
    .filter(([name, count]) => countOf(has, name) < (name.includes('.') ? count : countOf(had, name)))
    .map(([name]) => `no longer uses ${quote(name)} where it did`);
}

/** A member of who asks stands for the whole as well. */
function countOf(found: Map<string, number>, name: string): number {
  let count = 0;
  for (const [each, times] of found) if (each === name || each.startsWith(`${name}.`)) count += times;
  return count;
}

function identitiesOf(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  for (const { node, parent } of reading.nodes) {
    if (!/^(?:Identifier|MemberExpression)$/.test(node.type)) continue;
    if (node.type === 'Identifier' && !reading.variable(node)) continue;
    if (parent?.type === 'MemberExpression' && parent.object === node) continue;
    const { root, names } = pathOf(reading, node);
    const at = names.findIndex((name) => IDENTITY.test(name ?? ''));
    if (root.kind !== 'parameter' || at < 0) continue;
    const name = names.slice(at, at + 2).join('.');
    found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}

function lostImports(old: Reading, after: Reading): string[] {
  const [had, has] = [importsOf(old), importsOf(after)];
  return [...had.values()]
    .filter(({ name, module }) => {
      if (QUIET.test(name)) return false;
      return ![...has.values()].some(
        (other) => isAlike(other.name, name) || (other.module === module && !had.has(other.key)),
      );
    })
    .map(({ name, module }) => `no longer uses ${quote(name)} of ${module}`);
}

interface Import {
  key: string;
  name: string;
  module: string;
}

/** What a program takes of modules and uses. */
function importsOf(reading: Reading): Map<string, Import> {
  const found = new Map<string, Import>();
  for (const { node } of reading.nodes) {
    if (node.type !== 'Identifier' || !reading.variable(node)) continue;
    const { root } = pathOf(reading, node);
    if (root.kind !== 'import') continue;
    const name = /^(?:\*|default)$/.test(root.name) ? node.name : root.name;
    if (reading.variable(node)?.identifiers.includes(node as never)) continue;
    const key = `${root.module}#${name}`;
    found.set(key, { key, name, module: root.module });
  }
  return found;
}

/** Calls whose result nobody used: they were made for what they do. */
function lostCalls(old: Reading, after: Reading): string[] {
  const all = new Set(
    after.nodes.flatMap(({ node }) => (node.type === 'CallExpression' ? [nameOf(node)] : [])),
  );
  const lost = old.nodes.flatMap(({ node }) => {
    if (node.type !== 'ExpressionStatement') return [];
    const at = bare(node.expression);
    const call = at.type === 'AwaitExpression' ? bare(at.argument) : at;
    if (call.type !== 'CallExpression') return [];
    const name = nameOf(call);
    const { names, root } = pathOf(old, call.callee);
    const owner = names.length > 1 ? names.at(-2) : 'name' in root ? root.name : '';
    const plain = name === '' || PURE_METHODS.has(name) || QUIET.test(name) || QUIET.test(owner ?? '');
    if (
      plain ||
      root.kind === 'global' ||
      root.kind === 'made' ||
      /^(?:res|response|reply|ctx|c)$/.test(owner ?? '')
    )
      return [];
    return [...all].some((other) => isAlike(other, name)) ? [] : [textOf(old, call.callee)];
  });
  return [...new Set(lost)].map((call) => `no longer calls ${quote(call)}`);
}

function nameOf({ callee }: SyntaxNode): string {
  const at = bare(callee);
  return at.property?.name ?? at.name ?? '';
}
