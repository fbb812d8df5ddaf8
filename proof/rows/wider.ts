import { type Block, blocksOf } from './blocks.ts';
import { type Comparing, isTable, lostBounds } from './kept.ts';
import { type Loose, lostBetween, lostOfLoose, mayMean, readLoosely } from './loose.ts';

/** A statement that means more rows than those before it did. */
export interface Wider {
  /** Index into the statements of now. */
  index: number;
  /** Completes "The fix newly …". */
  what: string;
}

/** Pairs are looked for among so many blocks of one table, at most. */
const MOST = 200;

interface Read {
  index: number;
  text: string;
  blocks: Block[] | null;
  loose: Loose;
}

/**
 * Compares the statements of two versions of a program: which of the new ones read or write rows that those before left out,
 * because a condition, a join or a limit is gone or weaker. A statement that did not parse may be corrected.
 */
export function widerStatements(before: string[], now: string[], comparing: Comparing): Wider[] {
  const kept = new Map<string, number>();
  for (const text of before) kept.set(plain(text), (kept.get(plain(text)) ?? 0) + 1);
  const changed: Read[] = [];
  for (const [index, text] of now.entries()) {
    const left = kept.get(plain(text)) ?? 0;
    if (left > 0) kept.set(plain(text), left - 1);
    else if (changed.length < MOST) changed.push(read(text, index));
  }
  if (changed.length === 0) return [];
  const all = [...new Set(before)].slice(0, MOST).map(read);
  const gone = all.filter(({ text }) => (kept.get(plain(text)) ?? 0) > 0);
  return [
    ...widerBlocks(changed, { gone, all }, comparing),
    ...changed.flatMap((one) => (one.blocks ? [] : unreadable(one, gone))),
  ];
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/;$/, '').toLowerCase();
}

function read(text: string, index: number): Read {
  return { index, text, blocks: blocksOf(text), loose: readLoosely(text) };
}

/** A part of a statement of now beside one of before that it may replace. */
interface Pair {
  old: Block | Loose;
  now: Block;
  lost: string[];
  /** How much the old one was limited. */
  bounds: number;
}

/**
 * Each changed part replaces one that is gone: the pairs that lose least are taken first. A part that replaces none is measured by
 * the one of all that it resembles most.
 */
function widerBlocks(
  changed: Read[],
  { gone, all }: { gone: Read[]; all: Read[] },
  comparing: Comparing,
): Wider[] {
  const parts = changed.flatMap(({ index, blocks }) => (blocks ?? []).map((block) => ({ index, block })));
  const pairs = parts
    .flatMap(({ block }) => pairsOf(block, gone, comparing))
    .sort((a, b) => a.lost.length - b.lost.length || b.bounds - a.bounds);
  const replaced = new Map<Block, string[]>();
  const taken = new Set<Block | Loose>();
  for (const { old, now, lost } of pairs) {
    if (taken.has(old) || replaced.has(now)) continue;
    taken.add(old);
    replaced.set(now, lost);
  }
  return parts.flatMap(({ index, block }) => {
    const lost = replaced.get(block) ?? fewest(pairsOf(block, all, comparing));
    return lost.length > 0 ? [{ index, what: describe(block, lost) }] : [];
  });
}

function pairsOf(now: Block, before: Read[], comparing: Comparing): Pair[] {
  return before.flatMap(({ blocks, loose }): Pair[] => {
    if (!blocks) {
      if (!mayMean(loose, now, comparing)) return [];
      return [{ old: loose, now, lost: lostOfLoose(loose, now, comparing), bounds: loose.compared.length }];
    }
    const [table = ''] = now.tables;
    return blocks
      .filter(({ verb, tables }) => verb === now.verb && isTable(tables[0] ?? '', table, comparing))
      .map((old) => ({ old, now, lost: lostBounds(old, now, comparing), bounds: old.bounds.length }));
  });
}

function fewest(pairs: Pair[]): string[] {
  const [first, ...others] = pairs.map(({ lost }) => lost);
  return others.reduce((least, lost) => (lost.length < least.length ? lost : least), first ?? []);
}

function describe({ verb, tables }: Block, lost: string[]): string {
  const does = { select: 'reads', update: 'changes', delete: 'deletes', merge: 'merges' }[verb];
  return `${does} rows of ${tables[0]} that were left out before: no longer limited by ${lost.join(', ')}`;
}

/** A statement that does not parse, by its words alone. */
function unreadable({ index, loose }: Read, gone: Read[]): Wider[] {
  const lost = gone
    .filter((old) => old.loose.words[0] === loose.words[0])
    .map((old) => lostBetween(old.loose, loose));
  const least = lost.reduce<string[] | null>(
    (best, one) => (best && best.length <= one.length ? best : one),
    null,
  );
  if (!least || least.length === 0) return [];
  return [
    { index, what: `sends a statement to the database that is no longer limited by ${least.join(', ')}` },
  ];
}
