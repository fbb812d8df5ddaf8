import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import { number } from '../facts/timers.ts';
import { fold, keyOf } from '../fold.ts';
import { textOf } from '../passes-on.ts';
import { bare, type Reading } from '../reading.ts';

/** A number that is changed by more than this is another limit. */
const TUNED = 10;
/** Factors by which a text says how much or how long: sizes in bytes, times in seconds. */
const UNITS: Record<string, number> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  ms: 1e-3,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  hr: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};
/** What makes a secret hard to guess: each step less counts. */
const STRENGTH =
  /^(?:N|cost|rounds|saltRounds|iterations|memoryCost|timeCost|keyLength|modulusLength|(?:hash|genSalt|scrypt|pbkdf2|hkdf)(?:Sync)?\(\d\)|randomBytes\(0\))$/;
/** Bounds that zero switches off. */
const BOUNDS = /limit|max|timeout|size|ttl|age/i;
const WEAK =
  /^(?:md[245]|sha-?1|rc[24]|des(?:-.*)?|.*-ecb|rsa-md5|rsa-sha1|sslv[23](?:_method)?|tlsv1(?:[._]1)?(?:_method)?)$/i;

/** Numbers, sizes and times that stand at the same place and are another limit now, and weaker algorithms. */
export function changedSizes(old: Reading, after: Reading): string[] {
  const [before, now] = [sizesOf(old), sizesOf(after)];
  const found: string[] = [];
  for (const [place, values] of before) {
    const gone = without(values, now.get(place) ?? []);
    const fresh = without(now.get(place) ?? [], values);
    const [from, to] = [gone[0], fresh[0]];
    if (!from || !to) continue;
    if (isOther(place, gone, fresh)) found.push(`changes ${quote(place)} from ${from.shown} to ${to.shown}`);
  }
  const weak = weakIn(after).filter((name) => !weakIn(old).includes(name));
  for (const name of new Set(weak)) found.push(`uses the weak algorithm ${quote(name)}`);
  return found;
}

interface Size {
  value: number;
  shown: string;
}

function isOther(place: string, gone: Size[], fresh: Size[]): boolean {
  const most = (sizes: Size[]) => Math.max(...sizes.map(({ value }) => value));
  if (STRENGTH.test(place) && most(fresh) < most(gone)) return true;
  return gone.some(({ value }) => {
    if (value <= 0) return false;
    if (BOUNDS.test(place) && fresh.every((other) => other.value <= 0)) return true;
    return fresh.every(
      (other) => other.value > value * TUNED || (other.value > 0 && other.value < value / TUNED),
    );
  });
}

function without(all: Size[], some: Size[]): Size[] {
  const left = some.map(({ value }) => value);
  return all.filter(({ value }) => {
    const index = left.indexOf(value);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** By option, by argument of a call, by default, by what is compared, by what stands in for a missing value. */
function sizesOf(reading: Reading): Map<string, Size[]> {
  const found = new Map<string, Size[]>();
  const add = (place: string | null | undefined, node: SyntaxNode) => {
    const value = place ? sizeOf(reading, node) : null;
    if (!place || value === null) return;
    const shown = reading.text.slice(node.start, node.end);
    found.set(place, [...(found.get(place) ?? []), { value, shown }]);
  };
  for (const { node, parent } of reading.nodes) {
    if (node.type === 'Property' && parent?.type === 'ObjectExpression')
      for (const part of partsOf(reading, node.value)) add(keyOf(reading, node), part);
    if (node.type === 'BinaryExpression' && /^[<>]=?$/.test(node.operator)) {
      add(textOf(reading, node.left), node.right);
      add(textOf(reading, node.right), node.left);
    }
    if (node.type === 'AssignmentExpression') add(bare(node.left).property?.name, node.right);
    if (node.type === 'AssignmentPattern') add(bare(node.left).name, node.right);
    if (node.type === 'LogicalExpression' && node.operator !== '&&') {
      const left = bare(node.left);
      add(left.property?.name ?? left.name, node.right);
    }
    if (!/^(?:Call|New)Expression$/.test(node.type)) continue;
    const callee = bare(node.callee);
    const name = callee.property?.name ?? callee.name;
    for (const [index, each] of node.arguments.entries()) if (name) add(`${name}(${index})`, each);
  }
  return found;
}

/** The numbers of a sum: `Date.now() + 60 * 1000` has one. */
function partsOf(reading: Reading, node: SyntaxNode): SyntaxNode[] {
  const at = bare(node);
  if (sizeOf(reading, at) !== null) return [at];
  if (at.type === 'BinaryExpression') return [...partsOf(reading, at.left), ...partsOf(reading, at.right)];
  return /^(?:Call|New)Expression$/.test(at.type)
    ? at.arguments.flatMap((each: SyntaxNode) => partsOf(reading, each))
    : [];
}

function sizeOf(reading: Reading, node: SyntaxNode): number | null {
  const at = bare(node);
  if (at.name === 'Infinity' || at.property?.name === 'POSITIVE_INFINITY') return Number.POSITIVE_INFINITY;
  if (at.property?.name === 'MAX_SAFE_INTEGER') return Number.MAX_SAFE_INTEGER;
  const value = number(reading, at);
  if (value !== null) return value;
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]+?)s?$/i.exec(fold(reading, at)?.text ?? '') ?? [];
  const factor =
    UNITS[unit.toLowerCase()] ?? UNITS[`${unit.toLowerCase()}s`] ?? UNITS[unit.toLowerCase()[0] ?? ''];
  return amount && factor ? Number(amount) * factor : null;
}

function weakIn(reading: Reading): string[] {
  return reading.nodes.flatMap(({ node, parent }) => {
    if (node.type !== 'Literal' || typeof node.value !== 'string') return [];
    const list = parent?.type === 'ArrayExpression' ? reading.parent(parent) : parent;
    const unsigned =
      node.value === 'none' && /^alg/.test((list?.type === 'Property' && keyOf(reading, list)) || '');
    return unsigned || WEAK.test(node.value) ? [node.value] : [];
  });
}
