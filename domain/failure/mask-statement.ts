/** Longest statement that is looked at, in characters. */
const LONGEST = 20_000;

/**
 * A SQL statement without what differs from one call to the next: literals, parameters, the length of lists, comments,
 * letter case of keywords, white space.
 */
export function maskStatement(text: string): string {
  return text
    .slice(0, LONGEST)
    .replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ')
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, '?')
    .replace(/[eE]?'(?:[^']|'')*'/g, '?')
    .replace(/\$\d+|(?<![\w"])[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/gi, '?')
    .replace(/\b(?:true|false|null)\b(?=\s*[,)])/gi, '?')
    .replace(/\s+/g, ' ')
    .replace(/\?(?:\s*::\s*[\w[\]]+)/g, '?')
    .replace(/\(\s*\?(?:\s*,\s*\?)*\s*\)/g, '(?)')
    .replace(/\(\?\)(?:\s*,\s*\(\?\))+/g, '(?)')
    .replace(/\s*;\s*$/, '')
    .trim()
    .toLowerCase();
}
