/** What separates words and fields. */
const SEPARATORS = [' ', '', ',', ', ', '-', '_', '/', '.', ':', ': ', ';', '\n', '|', '&', '=', '0'];
/** Pieces of a pattern that are mistaken for one another. */
const PIECES: [string, string][] = [
  ['+', '*'],
  ['+', '{1}'],
  ['\\d', '\\w'],
  ['\\s', '\\S'],
  ['\\w', '\\W'],
  ['\\b', ''],
  ['.*', '.*?'],
  ['.+', '.+?'],
  ['a-z', 'a-zA-Z'],
  ['a-z', 'a-z0-9'],
  ['A-Z', 'A-Za-z'],
  ['0-9', '0-9a-z'],
  ['\\w', '\\w-'],
  ['\\d', '[\\d.]'],
  ['\\d+', '\\d*'],
  ['\\d+', '-?\\d+'],
  ['\\d+', '\\d+(?:\\.\\d+)?'],
  ['\\s', '\\s+'],
  ['\\s+', '\\s*'],
  ['[^', '['],
  ['(', '(?:'],
];

/** Texts that are near to one: a separator more or less, a letter of another case, pieces of patterns exchanged. */
export function* textEdits(
  text: string,
  isPattern = false,
  letters: readonly string[] = [],
): Generator<{ text: string; weight: number }> {
  const seen = new Set([text]);
  const found: { text: string; weight: number }[] = [];
  const add = (other: string, weight: number) => {
    if (!seen.has(other)) found.push({ text: other, weight });
    seen.add(other);
  };
  if (text.length > 80) return;
  if (isPattern) {
    if (!text.startsWith('^')) add(`^${text}`, 0.5);
    else add(text.slice(1), 0.4);
    if (!text.endsWith('$')) add(`${text}$`, 0.5);
    else add(text.slice(0, -1), 0.4);
    for (const pair of PIECES) {
      for (const [from, to] of [pair, pair.toReversed()] as [string, string][]) {
        if (from === '') continue;
        for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + 1))
          add(text.slice(0, at) + to + text.slice(at + from.length), 0.45);
      }
    }
    for (const match of text.matchAll(/(?<!\\)[.+*?()[\]{}|]/g))
      add(`${text.slice(0, match.index)}\\${text.slice(match.index)}`, 0.35);
    for (const match of text.matchAll(/\\([.+*?()[\]{}|])/g))
      add(text.slice(0, match.index) + text.slice(match.index + 1), 0.3);
    for (const match of text.matchAll(/(\[[^\]]*\]|\\?[\w)])(?![+*?{])/g)) {
      const end = match.index + match[0].length;
      for (const quantifier of ['?', '+', '*']) add(text.slice(0, end) + quantifier + text.slice(end), 0.3);
    }
    // The first alternative that fits is taken: a longer one must come before it.
    for (const match of text.matchAll(
      /(\[[^\]]*\]|(?:\\.|[^|()[\]\\])+)\|(\[[^\]]*\]|(?:\\.|[^|()[\]\\])+)/g,
    )) {
      const [whole, one = '', other = ''] = match;
      add(`${text.slice(0, match.index)}${other}|${one}${text.slice(match.index + whole.length)}`, 0.4);
    }
    for (const match of text.matchAll(/[+*?]/g))
      add(text.slice(0, match.index) + text.slice(match.index + 1), 0.35);
  } else {
    if (SEPARATORS.includes(text)) for (const other of SEPARATORS) add(other, 0.4);
    add(`${text} `, 0.3);
    add(` ${text}`, 0.3);
    add(text.trim(), 0.35);
    for (const end of ['.', ':', 's', '\n', '/', ',', '!', '0']) add(text + end, 0.2);
    if (text.length <= 24)
      for (const letter of letters)
        for (let at = 0; at <= text.length; at += 1) add(text.slice(0, at) + letter + text.slice(at), 0.3);
    if (text.length > 1) add(text.slice(0, -1), 0.25);
    add(text.toLowerCase(), 0.3);
    add(text.toUpperCase(), 0.3);
    add(text.charAt(0).toUpperCase() + text.slice(1), 0.3);
    for (const [at, char] of [...text].entries()) {
      const [before, after] = [text.slice(0, at), text.slice(at + char.length)];
      if (text.length <= 24) add(before + after, 0.2);
      const next = after.charAt(0);
      if (next && next !== char && text.length <= 24) add(before + next + char + after.slice(1), 0.2);
      if (SEPARATORS.includes(char)) for (const other of SEPARATORS) add(before + other + after, 0.25);
    }
  }
  yield* found;
}
