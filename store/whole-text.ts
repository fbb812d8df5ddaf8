/** Begins a pair of private characters that stands for one which PostgreSQL cannot keep. */
const MARK = '\ue000';
/** What follows the mark. */
const PAIRS: [plain: string, kept: string][] = [
  [MARK, `${MARK}\ue001`],
  ['\0', `${MARK}\ue002`],
];

/** What a recording holds of a request: a NUL in it may be the very cause of the failure. */
export const KEPT_WHOLE: ReadonlySet<string> = new Set([
  'request',
  'response',
  'steps',
  'before',
  'alongside',
]);

/** A text that PostgreSQL can keep, from which {@link asItWas} makes the given one again. */
export function keptWhole(text: string): string {
  return PAIRS.reduce((all, [plain, kept]) => all.replaceAll(plain, kept), text);
}

/** Plain data with the texts that {@link keptWhole} was given. */
export function asItWas<T>(value: T): T {
  const text = JSON.stringify(value);
  if (!text?.includes(MARK)) return value;
  return JSON.parse(text, (_name, inner) =>
    typeof inner === 'string'
      ? PAIRS.reduceRight((all, [plain, kept]) => all.replaceAll(kept, plain), inner)
      : inner,
  );
}
