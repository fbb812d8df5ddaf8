import type { Power } from '../../../domain/power.ts';
import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import type { Reading } from '../reading.ts';
import type { Part } from './part.ts';
import { isLoop, type Site, says, sitesOf } from './sites.ts';
import { declaredIn, unitsOf } from './units.ts';

/**
 * What a change does beside its fix: a fix is one place, or what checks, converts or catches at several. Anything else that
 * is gone, another, elsewhere or new is named, with its text before and after.
 */
export function otherChanges(old: Reading, after: Reading): Power[] {
  let sites: Site[];
  try {
    sites = sitesBetween(old, after);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [power(after.path, 'changes code that is nested too deeply to be compared')];
  }
  const isOne = isOnePlace(sites);
  // Parts that only changed places lose nothing.
  const mayLose = isOne && !isExchange(sites);
  const named = sites.filter(
    (site) =>
      widens(site) ||
      isFurther(site, sites) ||
      (isOne ? mayLose && isLossOf(site, sites.length) : isNamed(site, sites)),
  );
  const powers = named
    .slice(0, MOST)
    .map((site) => power(`${after.path}:${lineOf(site, after)}`, sentenceOf(site, old, after)));
  const further = named.length - powers.length;
  return further > 0 ? [...powers, power(after.path, `changes ${further} further places`)] : powers;
}

function sitesBetween(old: Reading, after: Reading): Site[] {
  const [before, now] = [declaredIn(old), declaredIn(after)];
  const renamed = new Set([...before].filter((name) => !now.has(name)));
  return sitesOf(unitsOf(old, now), unitsOf(after, before), renamed);
}

/** So many changes are named one by one: who reads more reads the diff. */
const MOST = 30;

function power(where: string, what: string): Power {
  return { kind: 'change', what, where, refused: false, seen: 'syntax' };
}

/** One change, with what it adds in the statements beside it. */
function isOnePlace(sites: Site[]): boolean {
  const [first] = sites;
  const changed = sites.filter(({ role }) => role !== 'adds');
  return (
    isExchange(sites) ||
    (changed.length < 2 && sites.every(({ run, role }) => run === first?.run && role !== 'guards')) ||
    sites.length < 2
  );
}

/** Parts that only changed places. */
function isExchange(sites: Site[]): boolean {
  const labels = (parts: Part[]) => JSON.stringify(parts.map(({ label }) => label).sort());
  const [lost, added] = [sites.flatMap((site) => site.lost), sites.flatMap((site) => site.added)];
  return sites.every(({ role }) => role === 'changes') && labels(lost) === labels(added);
}

/**
 * Something is gone, and nothing takes its place but, where nothing else is changed, what asks whether a value is there. What is new
 * elsewhere in the statement does not take its place.
 */
function isLossOf({ role, added, unit }: Site, count: number): boolean {
  if (role !== 'changes') return false;
  // A whole statement that is gone gives way to those beside it.
  if (count > 1) return added.length === 0 && unit !== null;
  return added.every((part) => ASKS.test(part.label) || (part.kind === 'literal' && added.length > 1));
}

/** What an `if` allows is allowed in a further case; a case in which it turns away is a check. */
function widens({ before, unit, old, added, role }: Site): boolean {
  const node = unit?.part.node;
  if (role !== 'adds' || !old || node?.type !== 'IfStatement' || before?.part.node.type !== 'IfStatement')
    return false;
  const body: SyntaxNode[] =
    node.consequent.type === 'BlockStatement' ? node.consequent.body : [node.consequent];
  const leaves = /^(?:Return|Throw|Continue|Break)Statement$/.test(body.at(-1)?.type ?? '');
  return !leaves && added.some(({ label }) => label === '||');
}

/** What is new belongs to the fix where it stands beside another part of it, and what is another where the fix is around it. */
function isNamed(site: Site, sites: Site[]): boolean {
  const others = sites.filter((other) => other !== site && other.run === site.run);
  switch (site.role) {
    case 'guards':
      return false;
    case 'ends':
      return sites.some(({ role, run }) => /^(?:guards|ends)$/.test(role) && run !== site.run);
    case 'adds':
      return others.length === 0;
    case 'moves':
      return !isRepeated(sites);
    default:
      if (isRepeated(sites) && (!site.lost.some(says) || isLonger(site))) return false;
      return (
        site.added.length === 0 || !others.some(({ role, old }) => role !== 'changes' && holds(old, site.old))
      );
  }
}

/** What is answered or computed beside a value that is only checked: a further property, or an operation with a number. */
function isFurther({ role, run, now, added }: Site, sites: Site[]): boolean {
  if (role !== 'adds') return false;
  const computes = added.some(
    ({ kind, label, kids }) =>
      kind === 'BinaryExpression' &&
      /^[-+*/%]$/.test(label) &&
      kids.some((each) => /^[\d.]/.test(each.label)),
  );
  if (!computes && !isPiece(now, added)) return false;
  const others = sites.filter((other) => other.run === run && (other.role !== role || other.now !== now));
  const checks = others.length > 0 && others.every((other) => other.role === 'guards');
  return checks || (others.length === 0 && added.some(({ label }) => label === '?.'));
}

/** A property of its own, or an object with several that is made around what was there; a switch says nothing. */
function isPiece(now: Part | null, added: Part[]): boolean {
  if (now?.kind === 'property') return added.length !== 2 || added[1]?.label !== 'true';
  const properties = added.filter(({ kind }) => kind === 'property');
  return now?.node.type === 'ObjectExpression' && properties.length > 1;
}

/** `a?.b ?? ''` */
const ASKS = /^(?:\?\.|\?\?|\|\||&&|ConditionalExpression|ArrayExpression|\{\})$/;

/** True where a loop is new: it moves what it repeats, and turns conditions around. */
function isRepeated(sites: Site[]): boolean {
  return sites.some(({ role, now }) => role === 'guards' && now !== null && isLoop(now));
}

/** A number that is larger, up to tenfold: what asks again often waits longer as well. */
function isLonger({ lost, added }: Site): boolean {
  const [from, to] = [lost, added].map(([piece]) => Number(piece?.label.replaceAll('_', '')));
  return (
    lost.length === 1 && added.length === 1 && Number(to) > Number(from) && Number(to) <= Number(from) * 10
  );
}

function holds(around: Part | null, part: Part | null): boolean {
  if (!around || !part) return false;
  return around.node.start <= part.node.start && around.node.end >= part.node.end;
}

function sentenceOf(site: Site, old: Reading, after: Reading): string {
  const { role, before, unit, lost, added } = site;
  const was = role !== 'moves' &&
    site.old && { reading: old, part: site.old, pieces: lost, within: before?.part ?? site.old };
  const is = site.now && { reading: after, part: site.now, pieces: added, within: unit?.part ?? site.now };
  const [first = '', second = ''] = shown([was, is].flatMap((each) => each || []));
  if (role === 'moves') return `moves ${first}`;
  if (role === 'ends') return `ends early: ${first}`;
  if (was && is) return `changes ${first} to ${second}`;
  return was ? `leaves out ${first}` : `adds ${first}`;
}

/** A piece may be this long, in characters, before what is around it is no longer shown with it. */
const WIDEST = 60;
/** A shorter piece says too little by itself. */
const TELLING = 12;

interface Shown {
  reading: Reading;
  part: Part;
  /** What is only there, and the statement that holds it. */
  pieces: Part[];
  within: Part;
}

/** The texts of pieces, with what is around all of them as long as a reader takes it in at once. */
function shown(all: Shown[]): string[] {
  let nodes = all.map(({ part }) => part.node);
  const length = (node: SyntaxNode) => node.end - node.start;
  while (nodes.some((node) => length(node) < TELLING)) {
    const wider = nodes.map((node, index) => all[index]?.reading.parent(node));
    const isFit = wider.every((node, index) => {
      const within = all[index]?.within.node as SyntaxNode;
      return node && node.start >= within.start && node.end <= within.end && length(node) <= WIDEST;
    });
    if (!isFit) break;
    nodes = wider as SyntaxNode[];
  }
  return nodes.map((node, index) => {
    const { reading, pieces } = all[index] as Shown;
    const text = quote(reading.text.slice(node.start, node.end));
    const isStatement = pieces.every(({ kind }) => kind === 'word');
    const words = pieces
      .filter(isStatement ? () => true : says)
      .map(({ label }) => label.replace(/^sql |^\.|:$/g, ''));
    const isShort = length(node) <= WIDEST && !isStatement;
    return isShort || words.length === 0 ? text : `${quote(words.join(' '))} in ${text}`;
  });
}

function lineOf({ now, unit }: Site, { text }: Reading): number {
  const node = now?.node ?? unit?.part.node;
  return text.slice(0, node?.start ?? 0).split('\n').length;
}
