/** Longer messages differ in what they quote, in characters. */
const LONGEST = 500;

/** In this order: what a later one would take apart comes first. */
const MASKS: [RegExp, string][] = [
  [/"(?:[^"\\]|\\.){0,400}"|(?<![\p{L}\p{N}])'(?:[^'\\]|\\.){0,400}'|`[^`]{0,400}`/gu, '<text>'],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>)]+/gi, '<url>'],
  [/[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+/g, '<email>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, '<time>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '<address>'],
  [/\[?(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}\]?(?::\d+)?/gi, '<address>'],
  [/\b0x[0-9a-f]+\b/gi, '<id>'],
  // Letters and digits mixed, as in ids, tokens and hashes.
  [/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{12,}\b/gi, '<id>'],
  [/\b[0-9a-f]{16,}\b/gi, '<id>'],
  [/[+-]?\d[\d,_]*(?:\.\d+)?(?:e[+-]?\d+)?/gi, '<n>'],
];

/** A message without what differs from one failure to the next: quoted texts, ids, numbers, addresses, times. */
export function maskText(text: string): string {
  let masked = text.slice(0, LONGEST);
  for (const [pattern, by] of MASKS) masked = masked.replace(pattern, by);
  return masked.replace(/\s+/g, ' ').trim();
}
