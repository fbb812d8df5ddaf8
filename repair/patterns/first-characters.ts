import type { AST } from '@eslint-community/regexpp';

/** A set of characters: ASCII by code, and one entry for all letters beyond it. */
export type Characters = ReadonlySet<number>;

/** Stands for every character beyond ASCII. */
const BEYOND = 128;
const ALL: Characters = new Set(Array.from({ length: BEYOND + 1 }, (_, code) => code));
const LINE_ENDS = new Set([10, 13]);

const KINDS: Record<string, (code: number) => boolean> = {
  digit: (code) => code >= 48 && code <= 57,
  space: (code) => code === 32 || (code >= 9 && code <= 13),
  word: (code) => /\w/.test(String.fromCharCode(code)) && code < BEYOND,
};

/** The characters that an element matches, where it matches one; null where it cannot be told. */
export function charactersOf(element: AST.Element | AST.CharacterClassElement): Characters | null {
  switch (element.type) {
    case 'Character':
      return new Set([Math.min(element.value, BEYOND)]);
    case 'CharacterSet': {
      if (element.kind === 'any') return without(ALL, LINE_ENDS);
      const test = KINDS[element.kind];
      if (!test) return null;
      const found = new Set([...ALL].filter(test));
      return 'negate' in element && element.negate ? without(ALL, found) : found;
    }
    case 'CharacterClassRange': {
      const found = new Set<number>();
      for (let code = element.min.value; code <= Math.min(element.max.value, BEYOND); code++) found.add(code);
      if (element.max.value >= BEYOND) found.add(BEYOND);
      return found;
    }
    case 'CharacterClass': {
      const found = new Set<number>();
      for (const inner of element.elements as AST.CharacterClassElement[]) {
        const characters = charactersOf(inner);
        if (!characters) return null;
        for (const code of characters) found.add(code);
      }
      return element.negate ? without(ALL, found) : found;
    }
    default:
      return null;
  }
}

/** The characters with which a sequence may begin; null where it cannot be told. */
export function firstOf(elements: readonly AST.Element[]): Characters | null {
  const found = new Set<number>();
  for (const element of elements) {
    if (element.type === 'Assertion') continue;
    const inner = element.type === 'Quantifier' ? element.element : element;
    const characters = isGroup(inner) ? firstOfGroup(inner) : charactersOf(inner as AST.Element);
    if (!characters) return null;
    for (const code of characters) found.add(code);
    if (!(element.type === 'Quantifier' && element.min === 0)) return found;
  }
  return found;
}

function firstOfGroup(group: AST.Group | AST.CapturingGroup): Characters | null {
  const found = new Set<number>();
  for (const { elements } of group.alternatives) {
    const characters = firstOf(elements);
    if (!characters) return null;
    for (const code of characters) found.add(code);
  }
  return found;
}

export function isGroup(element: { type: string }): element is AST.Group | AST.CapturingGroup {
  return element.type === 'Group' || element.type === 'CapturingGroup';
}

export function overlap(one: Characters, other: Characters): Set<number> {
  return new Set([...one].filter((code) => other.has(code)));
}

function without(all: Characters, some: ReadonlySet<number>): Set<number> {
  return new Set([...all].filter((code) => !some.has(code)));
}
