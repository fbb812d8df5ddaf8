/**
 * The beginning of a text, at most `longest` characters, with `…` where it is cut. A word that does not fit is left out
 * whole: half of a secret is still worth something, and no rule finds it.
 */
export function firstWords(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest - 1);
  const whole = /\s/.test(text[longest - 1] ?? '') ? kept : kept.replace(/\S+$/, '');
  return `${whole.trimEnd()}…`;
}

/** The end of a text, at most `longest` characters, without the rest of a word that was cut. */
export function lastWords(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const from = text.length - longest + 1;
  const kept = text.slice(from);
  return `…${/\s/.test(text[from - 1] ?? '') ? kept : kept.replace(/^\S+/, '')}`;
}
