/**
 * What a terminal obeys rather than shows: C0 and C1 controls but for tab and line feed, and the marks that turn the
 * direction of text around, by which a line can be made to read as another.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text of the outside world, made safe to show: `\x1b[31m` comes out as those characters, and colours nothing. */
export function plain(text: string): string {
  return text.replace(OBEYED, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The same for a place that has one line. */
export function oneLine(text: string): string {
  return plain(text).replaceAll('\n', '\\n').replaceAll('\t', ' ');
}

/** The same for all texts in a JSON value, names included. */
export function plainDeep<Value>(value: Value): Value {
  if (typeof value === 'string') return plain(value) as Value;
  if (Array.isArray(value)) return value.map(plainDeep) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [plain(name), plainDeep(item)]),
  ) as Value;
}

/** JSON that loses nothing and that a terminal shows as it is: what it would obey is escaped. */
export function safeJson(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, null, indent) ?? 'null';
  return text.replace(OBEYED, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
