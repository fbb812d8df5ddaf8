/**
 * Reads a value as Node prints it (`util.inspect`): `{ name: 'a', list: [ 1, 2 ] }`, `Map(1) { 'a' => 1 }`, over one
 * line or several. Null where the text is no such value, or shows only a part of it (`[Object]`, `... 2 more items`).
 */
export function readInspected(text: string): { value: unknown } | null {
  const strings: string[] = [];
  // Texts are taken out first, so that what they hold is not read as marks.
  const bare = text.replace(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"/g, (_, single, double) => {
    strings.push((single ?? double).replace(/\\(['"])/g, '$1'));
    return `"\\u0000${strings.length - 1}"`;
  });
  const json = bare
    .replace(/\b(?:Map|Set)\(\d+\) /g, '')
    .replace(/\[Object: null prototype\] /g, '')
    .replace(/=>/g, ':')
    .replace(/([{,]\s*)([A-Za-z_$][\w$]*)(?=\s*:)/g, '$1"$2"')
    .replace(/([{,]\s*)(-?[\d.]+)(?=\s*:)/g, '$1"$2"')
    .replace(/\bundefined\b/g, '{"$is":"undefined"}')
    .replace(/\bNaN\b/g, '{"$is":"NaN"}')
    .replace(/(-?)\bInfinity\b/g, '{"$is":"$1Infinity"}')
    .replace(/(\d)n\b/g, '$1');
  try {
    return { value: restore(JSON.parse(json), strings) };
  } catch {
    return null;
  }
}

function restore(value: unknown, strings: readonly string[]): unknown {
  const textOf = (given: string) =>
    given.startsWith('\0') ? (strings[Number(given.slice(1))] ?? '') : given;
  if (typeof value === 'string') return textOf(value);
  if (Array.isArray(value)) return value.map((item) => restore(item, strings));
  if (value === null || typeof value !== 'object') return value;
  if ('$is' in value) return value.$is === 'undefined' ? undefined : Number(value.$is);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [textOf(key), restore(item, strings)]),
  );
}
