/**
 * A text in lines of a terminal, broken between words; a word that is longer than a line is left whole. Lines after the
 * first begin with `indent` spaces.
 * @param width characters in a line; no limit without a terminal
 * @param taken of the first line, by what stands before the text
 */
export function wrap(text: string, width: number, indent: number, taken = indent): string[] {
  // Too narrow for a column: the terminal breaks the lines itself.
  if (width - indent < 24) return [text];
  const lines: string[] = [''];
  let room = width - taken;
  for (const word of text.split(' ')) {
    const line = lines.at(-1) as string;
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(word);
      room = width - indent;
    } else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line, index) => (index === 0 ? line : `${' '.repeat(indent)}${line}`));
}

/** A text behind a prefix such as a mark; its further lines stand below its beginning. */
export function wrapBehind(prefix: string, text: string, width: number, indent = prefix.length): string[] {
  const [first = '', ...more] = wrap(text, width, indent);
  return [`${prefix}${first}`, ...more];
}
