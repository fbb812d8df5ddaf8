import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** How often a part that may repeat stands in a long text. */
const LONG = 150;
/** Texts of one pattern. */
const MOST = 8;

/**
 * Texts that a pattern matches: the shortest one, each alternative of what repeats once and together with the others, and
 * long ones. Empty where the pattern does not parse or looks around.
 */
export function matchingTexts(pattern: string, flags: string): string[] {
  let ast: AST.Pattern;
  try {
    ast = new RegExpParser().parsePattern(pattern, 0, pattern.length, flags.includes('u'));
  } catch {
    return [];
  }
  const found = new Set<string>();
  for (const times of [1, 2, LONG]) {
    for (const choice of [0, 1, 2]) {
      const text = alternatives(ast.alternatives, { times, choice });
      if (text !== null) found.add(text);
    }
  }
  const matches = new RegExp(pattern, flags.replace(/[gy]/g, ''));
  // A pattern that takes exponential time does so on what it does not match; a text made of its parts it does.
  return [...found].filter((text) => text.length <= LONG || matches.test(text)).slice(0, MOST);
}

interface Choice {
  /** How often what repeats is repeated. */
  times: number;
  /** Which of several alternatives is taken. */
  choice: number;
}

function alternatives(list: AST.Alternative[], choice: Choice): string | null {
  const chosen = list[choice.choice % list.length];
  if (!chosen) return null;
  let text = '';
  for (const element of chosen.elements) {
    const piece = textOf(element, choice);
    if (piece === null) return null;
    text += piece;
  }
  return text;
}

function textOf(element: AST.Element, choice: Choice): string | null {
  switch (element.type) {
    case 'Character':
      return String.fromCodePoint(element.value);
    case 'CharacterSet':
      return element.kind === 'digit' ? '7' : element.kind === 'space' && !element.negate ? ' ' : 'a';
    case 'CharacterClass':
      return memberOf(element);
    case 'CapturingGroup':
    case 'Group':
      return alternatives(element.alternatives, choice);
    case 'Quantifier': {
      const times = Math.min(Math.max(element.min, choice.times), element.max);
      const piece = textOf(element.element, choice);
      return piece === null ? null : piece.repeat(times);
    }
    case 'Assertion':
      return element.kind === 'start' || element.kind === 'end' || element.kind === 'word' ? '' : null;
    default:
      return null;
  }
}

/** A character of a class: a plain letter or digit where it has one. */
function memberOf(element: AST.CharacterClass): string | null {
  let test: RegExp;
  try {
    test = new RegExp(`^${element.raw}$`);
  } catch {
    return null;
  }
  return ['a', 'A', '7', ' ', '-', '.', '@', '/'].find((text) => test.test(text)) ?? null;
}
