import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { charactersOf, firstOf, isGroup, overlap } from './first-characters.ts';

/** A pattern in which a part can be read in one way only, and what was changed. */
export interface Rewritten {
  pattern: string;
  why: string;
}

/**
 * Rewrites a pattern in which something that repeats can be read in several ways, so that matching what does not fit takes
 * exponential time. One change each; the likeliest to keep what the pattern means first.
 * @returns nothing for a pattern that does not parse, or in which nothing of the kind is found
 */
export function unambiguous(pattern: string, flags: string): Rewritten[] {
  let ast: AST.Pattern;
  try {
    ast = new RegExpParser().parsePattern(pattern, 0, pattern.length, flags.includes('u'));
  } catch {
    return [];
  }
  const found: Rewritten[] = [];
  const put = (node: { start: number; end: number }, text: string, why: string) =>
    found.push({ pattern: pattern.slice(0, node.start) + text + pattern.slice(node.end), why });
  visitRegExpAST(ast, {
    onQuantifierEnter(quantifier) {
      if (quantifier.max < 2 || !isGroup(quantifier.element)) return;
      const { alternatives } = quantifier.element;
      for (const one of alternatives) {
        for (const other of alternatives) if (one !== other) apart(one, other, put);
        bounded(one, put);
      }
      const only = alternatives.length === 1 ? alternatives[0] : undefined;
      if (only) nested(quantifier, only, put);
    },
  });
  return found;
}

type Put = (node: { start: number; end: number }, text: string, why: string) => void;

/** Two branches that begin alike: the second leaves to the first what the first begins with. */
function apart(one: AST.Alternative, other: AST.Alternative, put: Put): void {
  const [begin] = one.elements;
  const [single] = other.elements;
  const firsts = [firstOf(one.elements), firstOf(other.elements)];
  if (!begin || !single || other.elements.length !== 1 || !firsts[0] || !firsts[1]) return;
  if (begin.type !== 'Character' || overlap(firsts[0], firsts[1]).size === 0) return;
  const why = `"${begin.raw}" can be read by both branches`;
  exclude(single, begin.raw, why, put);
}

/** In what repeats, a part that reads the separator behind it as well: `(.*,)*`. */
function bounded({ elements }: AST.Alternative, put: Put): void {
  for (const [index, element] of elements.entries()) {
    const next = elements[index + 1];
    if (element.type !== 'Quantifier' || element.max < 2 || next?.type !== 'Character') continue;
    const reads = charactersOf(element.element as AST.Element);
    if (reads?.has(Math.min(next.value, 128))) {
      exclude(element.element, next.raw, `"${next.raw}" can be read as part of what comes before it`, put);
    }
  }
}

/** Takes a character out of what an element matches. */
function exclude(element: AST.Element, raw: string, why: string, put: Put): void {
  const written = /^[\]^-]$/.test(raw) ? `\\${raw}` : raw;
  if (element.type === 'CharacterClass' && element.negate) {
    put({ start: element.start + 2, end: element.start + 2 }, written, why);
  } else if (element.type === 'CharacterSet' && element.kind === 'any') {
    put(element, `[^${written}\\n\\r]`, why);
  } else if (element.type === 'CharacterClass' || element.type === 'CharacterSet') {
    put(element, `(?:(?!${raw})${element.raw})`, why);
  }
}

/** A repetition of a repetition: `(a+)*`, `(\w+\s?)*`. */
function nested(outer: AST.Quantifier, { elements }: AST.Alternative, put: Put): void {
  const [first, second] = elements;
  if (first?.type !== 'Quantifier' || first.max < 2 || outer.max !== Number.POSITIVE_INFINITY) return;
  const group = outer.element as AST.Group | AST.CapturingGroup;
  const why = `"${outer.raw}" repeats what repeats already`;
  if (elements.length === 1) {
    const once = group.raw.replace(first.raw, () => first.element.raw);
    const times = outer.min === 0 || first.min === 0 ? '*' : '+';
    if (group.type === 'CapturingGroup') {
      const least = outer.min === 0 && first.min > 0 ? '?' : '';
      put(outer, group.raw + least, why);
      put(outer, `(${first.element.raw}${times})`, why);
    }
    put(outer, once + times, why);
    return;
  }
  if (elements.length !== 2 || second?.type !== 'Quantifier' || second.min !== 0) return;
  const [word, gap] = [
    charactersOf(first.element as AST.Element),
    charactersOf(second.element as AST.Element),
  ];
  if (!word || !gap || overlap(word, gap).size > 0) return;
  const separator = second.element.raw + (second.max > 1 ? '+' : '');
  const unrolled = `${first.raw}(?:${separator}${first.element.raw}+)*${second.raw}`;
  put(outer, outer.min === 0 ? `(?:${unrolled})?` : unrolled, why);
}
