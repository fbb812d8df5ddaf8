/** What stands around a word in JSON, in an address, in a list. */
const BETWEEN = `"'\`,;&{}()[\\]<>|`;
const LAST_PIECE = new RegExp(`[^\\s${BETWEEN}]+$`);
const FIRST_PIECE = new RegExp(`^[^\\s${BETWEEN}]+`);

/**
 * The beginning of a text, at most `longest` characters, with `…` where it is cut. A word that does not fit is left out
 * whole: half of a secret is still worth something, and no rule finds it. Of a text that is mostly one word, such as JSON in
 * one line, only the last piece between quotes and the like is left out.
 */
export function firstWords(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest - 1);
  if (/\s/.test(text[longest - 1] ?? '')) return `${kept.trimEnd()}…`;
  const whole = kept.replace(/\S+$/, '');
  return `${(whole.length * 2 < longest ? kept.replace(LAST_PIECE, '') : whole).trimEnd()}…`;
}

/** The end of a text, at most `longest` characters, without the rest of a word, or of a piece of a long one, that was cut. */
export function lastWords(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const from = text.length - longest + 1;
  const kept = text.slice(from);
  if (/\s/.test(text[from - 1] ?? '')) return `…${kept}`;
  const whole = kept.replace(/^\S+/, '');
  return `…${whole.length * 2 < longest ? kept.replace(FIRST_PIECE, '') : whole}`;
}
