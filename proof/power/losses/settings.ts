import type { SyntaxNode } from '../../checks/program.ts';
import { isAlike } from '../../seen/alike.ts';
import { quote } from '../fact.ts';
import { keyOf } from '../fold.ts';
import { textOf } from '../passes-on.ts';
import { pathOf } from '../path.ts';
import { bare, type Reading } from '../reading.ts';

/** Calls that answer or log: what they are given is data. */
const SAYS = /^(?:json|send|end|write|writeHead|render|debug|info|warn|error|trace|fatal|log|stringify)$/;
/** Keys whose texts are read by people. */
const DATA =
  /^(?:status|statusCode|code|message|error|title|detail|description|label|name|text|subject|html|cause|type)$/i;

/** A value that is written out in the options of a call, or assigned to a member. */
interface Setting {
  place: string;
  value: string;
}

/**
 * Values that are written out as settings and are others now: a switch, a mode, a text. Numbers are compared by their
 * size; a text may be corrected by a slip of the pen.
 */
export function changedSettings(old: Reading, after: Reading): string[] {
  const now = settingsOf(after);
  const found: string[] = [];
  for (const { place, value } of withoutThose(settingsOf(old), now)) {
    const fresh = withoutThose(now, settingsOf(old)).filter((one) => one.place === place);
    const kept = fresh.some((one) => isSameSetting(value, one.value, place));
    if (kept) continue;
    const instead =
      fresh[0]?.value ?? (placesOf(after).has(place) ? 'a value that only the running program knows' : null);
    if (instead !== null) found.push(`sets ${quote(place)} to ${instead} where it was ${value}`);
    else if (place.startsWith('.') || /^(?:true|false|-?[\d_.]+)$/.test(value))
      found.push(`no longer sets ${quote(place)} to ${value}`);
  }
  return found;
}

/** Another text in place of a variable of the environment that is not set. */
export function changedFallbacks(old: Reading, after: Reading): string[] {
  const [before, now] = [fallbacksOf(old), fallbacksOf(after)];
  return [...now]
    .filter(([name, text]) => before.has(name) && before.get(name) !== text)
    .map(([name, text]) => `takes ${quote(text)} where ${quote(name)} is not set`);
}

/** `process.env.KEY ?? 'text'`, by the name of the variable. */
function fallbacksOf(reading: Reading): Map<string, string> {
  const found = new Map<string, string>();
  for (const { node } of reading.nodes) {
    if (node.type !== 'LogicalExpression' || node.operator === '&&') continue;
    const { root, names } = pathOf(reading, node.left as SyntaxNode);
    const isVariable = root.kind === 'global' && root.name === 'process' && names[0] === 'env';
    if (isVariable && bare(node.right).type === 'Literal')
      found.set(names[1] ?? '', textOf(reading, node.right));
  }
  return found;
}

function isSameSetting(one: string, other: string, place: string): boolean {
  const [a, b] = [one, other].map((text) => Number(text.replaceAll('_', '')));
  if (!/mode|flag|permission/i.test(place) && a !== undefined && b && a > 0 && b > 0) return true;
  return one.length > 5 && /^['"`]/.test(one) && isAlike(one, other);
}

function withoutThose(all: Setting[], some: Setting[]): Setting[] {
  const left = some.map(({ place, value }) => `${place} ${value}`);
  return all.filter(({ place, value }) => {
    const index = left.indexOf(`${place} ${value}`);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function settingsOf(reading: Reading): Setting[] {
  return reading.nodes.flatMap(({ node }) => {
    const place = placeOf(reading, node);
    const given = place && bare(node.type === 'Property' ? node.value : node.right);
    return given && isWritten(given) ? [{ place, value: textOf(reading, given) }] : [];
  });
}

function placesOf(reading: Reading): Set<string> {
  return new Set(reading.nodes.flatMap(({ node }) => placeOf(reading, node) ?? []));
}

function isWritten(node: SyntaxNode): boolean {
  return node.type === 'Literal' && node.value !== null && !node.regex;
}

/** `create.data.role` for an option of a call, `.requestTimeout` for a member; null for data. */
function placeOf(reading: Reading, node: SyntaxNode): string | null {
  if (node.type === 'AssignmentExpression' && node.operator === '=') {
    const target = bare(node.left);
    const name = target.type === 'MemberExpression' ? keyOf(reading, target) : null;
    return name && !DATA.test(name) ? `.${name}` : null;
  }
  if (node.type !== 'Property') return null;
  const names: string[] = [];
  let at: SyntaxNode | null = node;
  while (at?.type === 'Property') {
    const name = keyOf(reading, at);
    if (name === null || DATA.test(name)) return null;
    names.unshift(name);
    const object = reading.parent(at);
    if (object?.type !== 'ObjectExpression') return null;
    at = reading.parent(object);
  }
  if (!at || !/^(?:Call|New)Expression$/.test(at.type)) return null;
  const callee = bare(at.callee);
  const called = (callee.property?.name ?? callee.name ?? '').replace(/Sync$/, '');
  return SAYS.test(called) || called === '' || /Error$|Exception$/.test(called)
    ? null
    : `${called}.${names.join('.')}`;
}
