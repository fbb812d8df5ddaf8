import { isAlike } from '../../seen/alike.ts';
import { type Region, withinPart } from './compare.ts';
import { type Difference, differenceOf } from './match.ts';
import type { Part } from './part.ts';
import type { Unit } from './units.ts';

/** One place at which two programs differ. */
export interface Site {
  /**
   * `guards`: something stands around what was there, which checks, converts or catches.
   * `ends`: it ends without a refusal under a new condition. `adds`: something else is new. `changes`: something is gone or
   * another. `moves`: it stands elsewhere.
   */
  role: 'guards' | 'ends' | 'adds' | 'changes' | 'moves';
  old: Part | null;
  now: Part | null;
  /** The statements that hold it. */
  before: Unit | null;
  unit: Unit | null;
  /** The pieces that only one of the programs has. */
  lost: Part[];
  added: Part[];
  /** Sites of the same number stand in statements that follow each other. */
  run: number;
}

/** Pieces that say something by themselves; the others only hold them together. */
const SAYING = /^(?:name|member|method|literal|property|word)$/;
/** Words of which a program says the same without them: conversions, repetition, errors, marks of a statement. */
const PLAIN =
  /^(?:Number|String|Boolean|parseInt|parseFloat|length|Promise|all|map|forEach|\w*Error|\w*Exception|sql [?'"(),;]|sql \$\d+|undefined|null)$/;
const ORDER = /^(?:Binary|Logical|Unary|Update|Assignment)Expression$/;
/** What may stand around an expression to check or to convert it. */
const AROUND =
  /^(?:\?\.|LogicalExpression|ConditionalExpression|UnaryExpression|AwaitExpression|AssignmentPattern|BinaryExpression|call|member|method|name|literal|index|ArrayExpression|object|text|function|AssignmentExpression)$/;
/** Either stands before a default. */
const EMPTY = /^(?:\?\?|\|\|)$/;
const COMPARES = /^(?:[<>]=?|[!=]==?|in|instanceof)$/;
const CONVERTS =
  /^\.?(?:Number|String|Boolean|BigInt|Date|Math|Array|Object|JSON|Promise|Buffer|parseInt|parseFloat|isNaN|isFinite|isInteger|isSafeInteger|isArray|min|max|floor|ceil|round|trunc|abs|all|from|of|at|trim|toString|toISOString|getTime|valueOf|toLowerCase|toUpperCase|toFixed|encodeURIComponent|decodeURIComponent|stringify|fromEntries|entries|keys|values|test|has|hasOwn|includes|startsWith|catch|finally|bind|isValid|canParse)$/;

/**
 * The places at which two programs differ.
 * @param renamed the names that only the old program declares: another name for the same says nothing
 */
export function sitesOf(olds: Unit[], news: Unit[], renamed: ReadonlySet<string>): Site[] {
  const difference = differenceOf(olds, news);
  const words = new Map<number, Set<string>>();
  const fresh = (run: number) => words.get(run) ?? renamed;
  const note = (run: number, parts: Part[]) => {
    const known = words.get(run) ?? new Set(renamed);
    for (const word of wordsIn(parts)) known.add(word);
    words.set(run, known);
  };
  for (const { run, added } of difference.regions) note(run, added);
  for (const { run, unit } of difference.added) note(run, withinPart(unit.part));
  return distinct([
    ...difference.regions.flatMap((region) => regionSite(region, fresh(region.run), renamed)),
    ...difference.lost.flatMap(({ unit, run }) => lostSite(unit, fresh(run), run)),
    ...difference.moved.map(({ unit, run }): Site => ({ ...ofUnit(unit, run), role: 'moves' })),
    ...addedSites(difference),
  ]);
}

function regionSite(
  region: Difference['regions'][number],
  fresh: ReadonlySet<string>,
  renamed: ReadonlySet<string>,
): Site[] {
  const { old, now, before, unit, run, lost, added } = region;
  const site = (role: Site['role']): Site[] => [{ role, old, now, before, unit, run, lost, added }];
  if (isLoss(region, fresh)) return site('changes');
  const isRenamed = lost.length > 0 && lost.every(({ kind, label }) => kind === 'name' && renamed.has(label));
  if (added.length === 0 || isRenamed) return [];
  return site(isGuarding(region) ? 'guards' : 'adds');
}

/** Something that says something is gone, or an operator is another one. */
function isLoss({ lost, added, now, swapped }: Region, elsewhere: ReadonlySet<string>): boolean {
  if (swapped && lost.some(says)) return true;
  const fresh = wordsIn(now ? withinPart(now) : []);
  const gone = lost.filter((part) => says(part) && !fresh.has(wordOf(part)) && !elsewhere.has(wordOf(part)));
  if (gone.some((part) => !isSlip(part, added))) return true;
  const kept = (kind: RegExp) => added.some((part) => kind.test(part.kind));
  if (lost.some(({ kind }) => kind === 'AwaitExpression') && !kept(/^AwaitExpression$/)) return true;
  // A condition that is written in another way has all its words still.
  const defaults = added.some(({ label }) => EMPTY.test(label));
  const operators = lost.filter(({ kind, label }) => ORDER.test(kind) && !(defaults && EMPTY.test(label)));
  return operators.length > 0 && operators.length === lost.length && lost.length <= added.length;
}

/** True for a piece that says something of its own, such as a name or a number. */
export function says(part: Part): boolean {
  return SAYING.test(part.kind) && !PLAIN.test(wordOf(part));
}

/** A name that was misspelt and is right now, or a method of the same kind: `parse` and `safeParse`. */
function isSlip(part: Part, added: Part[]): boolean {
  const word = wordOf(part);
  return added.some((other) => {
    const right = wordOf(other);
    if (!SAYING.test(other.kind) || (other.kind === 'word') !== (part.kind === 'word')) return false;
    if (word.toLowerCase() === right.toLowerCase()) return true;
    const [short, long] = [word, right].sort((a, b) => a.length - b.length) as [string, string];
    if (part.kind === 'method' && short.length > 2 && isWithin(short, long)) return true;
    const isSpelt = short.length > 3 && word.replace(/\D/g, '') === right.replace(/\D/g, '');
    return isSpelt && isAlike(word, right);
  });
}

function isWithin(short: string, long: string): boolean {
  return long.startsWith(short) || long.toLowerCase().endsWith(short.toLowerCase());
}

function isGuarding({ old, added }: Region): boolean {
  return (
    old !== null &&
    added.every(({ kind, label }) => {
      if (!AROUND.test(kind)) return false;
      if (kind === 'BinaryExpression') return COMPARES.test(label);
      return true;
    }) &&
    callsIn(added).every((name) => CONVERTS.test(name))
  );
}

/** The names of what is called newly. */
function callsIn(parts: Part[]): string[] {
  return parts.filter(({ kind }) => kind === 'call').map(({ kids: [callee] }) => callee?.label ?? '');
}

function lostSite(unit: Unit, fresh: ReadonlySet<string>, run: number): Site[] {
  const gone = withinPart(unit.part).filter((part) => says(part) && !fresh.has(wordOf(part)));
  const empty =
    unit.part.kind === 'declare' || (gone.length === 0 && !/^(?:try|throw|finally)$/.test(unit.part.kind));
  return empty
    ? []
    : [{ ...ofUnit(unit, run), role: 'changes', now: null, before: unit, unit: null, added: [] }];
}

function ofUnit(unit: Unit, run: number): Omit<Site, 'role'> {
  const { part } = unit;
  return { old: part, now: part, before: null, unit, lost: [part], added: [part], run };
}

const EXITS = /^(?:return|throw|ContinueStatement|BreakStatement)$/;
const SETTLES = /^\.?(?:next|throw|reject|done|callback|cb|exit)$/;

function addedSites({ added }: Difference): Site[] {
  const fresh = new Set(added.map(({ unit }) => unit));
  const outermost = added.filter(({ unit: { around } }) => !around || !fresh.has(around));
  return outermost.flatMap(({ unit, run }): Site[] => {
    const role = roleOf(unit, [...fresh]);
    return role ? [{ ...ofUnit(unit, run), role, old: null, lost: [] }] : [];
  });
}

/** A statement that repeats others. */
export function isLoop({ kind }: Part): boolean {
  return /^(?:for|For.*|.*While.*)$/.test(kind);
}

function roleOf(unit: Unit, added: Unit[]): Site['role'] | null {
  const { kind, kids } = unit.part;
  if (/^(?:declare|function\b)/.test(kind)) return null;
  if (/^(?:try|catch|finally|else|case|throw)$/.test(kind) || isLoop(unit.part)) return 'guards';
  if (kind === 'if') {
    const inside = added.filter(({ around }) => around === unit);
    const settles = inside.some(({ part }) => callsIn(withinPart(part)).some((name) => SETTLES.test(name)));
    const exits = inside.filter(({ part }) => EXITS.test(part.kind));
    if (inside.length > 0 && !settles && exits.length === 0) return 'adds';
    return exits.length === inside.length && exits.every(isBare) ? 'ends' : 'guards';
  }
  // A variable of its own is judged where it is used.
  if (kind === '=' && kids[0] && /^(?:name|object|ArrayPattern)$/.test(kids[0].kind)) return null;
  return 'adds';
}

/** An exit that says nothing: `return`, `return null`, `continue`. */
function isBare({ part: { kind, kids } }: Unit): boolean {
  const [value] = kids;
  return (
    kind !== 'throw' &&
    (!value || (value.size === 1 && /^(?:name|literal|ArrayExpression|object)$/.test(value.kind)))
  );
}

/** The same change at several places is one. */
function distinct(sites: Site[]): Site[] {
  const seen = new Set<string>();
  return sites.filter(({ role, old, now }) => {
    const key = `${role} ${old?.key} → ${now?.key}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** What pieces say: `.price`, `price:` and `price` are one word. */
function wordsIn(parts: Part[]): Set<string> {
  return new Set(parts.filter((part) => SAYING.test(part.kind)).map(wordOf));
}

function wordOf({ label }: Part): string {
  return label.replace(/^\.|:$/g, '').replace(/^"(.*)"$/, '$1');
}
