import { decodeSafely, type Variable } from './environment.ts';

/** A shorter value is replaced only where it is the whole of a value or a word of its own, in characters. */
const SHORTEST_WITHIN = 3;
const LONG = 8;
/** Alternatives of one expression. */
const MOST_ALTERNATIVES = 300;

export interface Replacement {
  replace(value: string | number): string | number;
  /** Names of the variables that were put in place of their values. */
  used: Set<string>;
}

/** @param found values that are replaced wherever they stand, in any case of letters, also as part of an address */
export function createReplacement(
  settings: readonly Variable[],
  found: ReadonlySet<string>,
  madeUp: (value: string) => string,
): Replacement {
  const used = new Set<string>();
  const whole = new Map(settings.map(({ name, value }) => [value, name]));
  const within = settings.filter((each) => each.within);
  const known = new Set([...found].filter((each) => !whole.has(each)).map((each) => each.toLowerCase()));
  const expressions = expressionsOf([...known]);

  function madeFor(text: string): string {
    return known.has(text.toLowerCase()) ? madeUp(text) : encodeURIComponent(madeUp(decodeSafely(text)));
  }

  function replaceText(text: string): string {
    const named = whole.get(text);
    if (named !== undefined) {
      used.add(named);
      return `\${env:${named}}`;
    }
    let marked = text;
    for (const { name, value } of within) {
      if (!marked.includes(value)) continue;
      used.add(name);
      marked = marked.replaceAll(value, () => `\${env:${name}}`);
    }
    return marked
      .split(/(\$\{env:\w+\})/)
      .map((part, at) => (at % 2 === 1 ? part : replacePart(part)))
      .join('');
  }

  function replacePart(part: string): string {
    if (known.has(part.toLowerCase())) return madeUp(part);
    // One pass for all: what is made up is not searched again.
    if (expressions.length === 1) return part.replace(expressions[0] as RegExp, madeFor);
    let pieces = [part];
    for (const expression of expressions) {
      pieces = pieces.flatMap((piece, at) => (at % 2 === 1 ? [piece] : split(piece, expression, madeFor)));
    }
    return pieces.join('');
  }

  return {
    used,
    replace(value) {
      if (typeof value === 'string') return replaceText(value);
      const text = String(value);
      return known.has(text) ? Number(madeUp(text)) : value;
    },
  };
}

/** The parts of a text, in turn those without a match, and what is in place of a match. */
function split(text: string, expression: RegExp, made: (match: string) => string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of text.matchAll(expression)) {
    pieces.push(text.slice(from, match.index), made(match[0]));
    from = match.index + match[0].length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

function expressionsOf(values: string[]): RegExp[] {
  const texts = new Set<string>();
  for (const value of values) {
    if (value.length < SHORTEST_WITHIN) continue;
    texts.add(value);
    texts.add(encodeURIComponent(value).toLowerCase());
  }
  const sorted = [...texts].sort((one, other) => other.length - one.length);
  const expressions: RegExp[] = [];
  for (let at = 0; at < sorted.length; at += MOST_ALTERNATIVES) {
    const alternatives = sorted.slice(at, at + MOST_ALTERNATIVES).map(alternativeOf);
    expressions.push(new RegExp(alternatives.join('|'), 'giu'));
  }
  return expressions;
}

function alternativeOf(value: string): string {
  const escaped = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  // Long ones with digits are nothing else, also in the middle of a word.
  if (value.length >= LONG && /\d/.test(value)) return escaped;
  const before = /^[\p{L}\p{N}]/u.test(value) ? '(?<![\\p{L}\\p{N}])' : '';
  const after = /[\p{L}\p{N}]$/u.test(value) ? '(?![\\p{L}\\p{N}])' : '';
  return `${before}${escaped}${after}`;
}
