/** A text in the source, in one line; of a template the parts between its holes. */
const TEXT = /(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g;
const HOLE = /\$\{[^}]*\}/;
/** Shorter texts are said by chance. */
const FEWEST_WORDS = 3;
const SHORTEST = 12;

/** Whether a source makes errors, one of them with the words of a message: who makes an error anew keeps its words, and loses its frames. */
export function saysSo(source: string, message: string): boolean {
  if (!/\bthrow\b|Error\(|reject\(/.test(source)) return false;
  return [...source.matchAll(TEXT)]
    .flatMap(([, , text = '']) => text.split(HOLE))
    .some((part) => isSentence(part) && message.includes(part.trim()));
}

function isSentence(text: string): boolean {
  return text.trim().length >= SHORTEST && (text.match(/[\p{L}\d]+/gu) ?? []).length >= FEWEST_WORDS;
}
