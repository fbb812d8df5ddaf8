import { textDistance } from '../text-distance.ts';
import type { Observed, SpaceEdit, SpaceInput } from './space-edit.ts';
import { replacing } from './space-edit.ts';
import { textEdits } from './texts.ts';

/** Other numbers, texts, patterns, booleans; those of the file come first. */
export function* literals({
  source,
  suspected,
  scopes,
  constants,
  observed,
}: SpaceInput): Generator<SpaceEdit> {
  const all = source.of('Literal');
  const numbers = new Set<string>();
  const texts = new Set<string>();
  for (const { node, parent } of all) {
    if (parent?.node.type === 'ImportDeclaration' || parent?.node.type === 'ExportNamedDeclaration') continue;
    if (typeof node.value === 'number') numbers.add(String(node.value));
    if (typeof node.value === 'string' && node.value.length < 60) texts.add(source.slice(node));
  }
  const letters = lettersOf([...texts, ...constants]);
  const given = (kind: 'number' | 'text') =>
    constants.filter((each) => (/^["']/.test(each) ? 'text' : 'number') === kind);
  for (const place of all) {
    if (!suspected(place)) continue;
    const { node, parent, key } = place;
    if (/^(Import|Export)/.test(parent?.node.type ?? '')) continue;
    if (parent?.node.type === 'Property' && key === 'key') continue;
    const { value } = node;
    if (typeof value === 'number') {
      for (const other of slipsOf(value)) yield replacing(node, number(other), 0.9, 'known number');
      const near = [value + 1, value - 1, 0, 1, -1, -value, 2, value * 10, value / 10, value * 2, value / 2];
      for (const [rank, other] of [...new Set(near)].entries()) {
        if (other === value || Object.is(other, -0) || !Number.isFinite(other)) continue;
        const isUsual = rank < 5 && Math.abs(other) < 2;
        yield replacing(node, number(other), rank < 2 ? 0.7 : isUsual ? 0.5 : 0.3, 'number');
      }
      for (const other of numbers) {
        if (!near.includes(Number(other)) && Number(other) !== value)
          yield replacing(node, other, 0.35, 'number');
      }
      for (const other of given('number'))
        if (!numbers.has(other)) yield replacing(node, other, 0.25, 'number');
      for (const limit of ['Infinity', '-Infinity']) yield replacing(node, limit, 0.25, 'number');
      for (const { name, kind } of scopes.visible(place)) {
        if (kind === 'number') yield replacing(node, name, 0.38, 'name for a literal');
        if (kind === 'array' || kind === 'string')
          yield replacing(node, `${name}.length`, 0.3, 'name for a literal');
      }
    } else if (typeof value === 'boolean') {
      yield replacing(node, String(!value), 0.7, 'boolean');
    } else if (typeof value === 'string') {
      for (const other of texts) if (other !== source.slice(node)) yield replacing(node, other, 0.3, 'text');
      for (const other of given('text')) if (!texts.has(other)) yield replacing(node, other, 0.2, 'text');
      for (const text of withPieces(value, observed))
        yield replacing(node, JSON.stringify(text), 0.5, 'inside a text');
      for (const { text, weight } of textEdits(value, false, letters))
        yield replacing(node, JSON.stringify(text), weight, 'inside a text');
    } else if (value === null && !('regex' in node)) {
      for (const other of ['undefined', '0', '[]', "''", 'false'])
        yield replacing(node, other, 0.25, 'literal');
    }
    if ('regex' in node && node.regex) {
      for (const { text, weight } of textEdits(node.regex.pattern, true))
        yield replacing(node, `/${text}/${node.regex.flags}`, weight, 'inside a pattern');
      for (const flag of ['g', 'i', 'm', 's', 'u', 'y']) {
        const has = node.regex.flags.includes(flag);
        const flags = has ? node.regex.flags.replace(flag, '') : node.regex.flags + flag;
        yield replacing(
          node,
          `/${node.regex.pattern}/${flags}`,
          'gi'.includes(flag) ? 0.5 : 0.25,
          'inside a pattern',
        );
      }
    }
  }
  for (const place of source.of('TemplateElement')) {
    if (!suspected(place)) continue;
    const { node } = place;
    const raw = node.value.raw;
    const delimited = /[`}]/.test(source.text[node.start] ?? '') && source.text[node.start - 1] !== '}';
    const start =
      source.text.startsWith(raw, node.start) && (raw || !delimited) ? node.start : node.start + 1;
    if (!source.text.startsWith(raw, start)) continue;
    for (const text of withPieces(raw, observed))
      yield {
        edits: [{ start, end: start + raw.length, text }],
        weight: 0.5,
        at: node,
        kind: 'inside a text',
      };
    for (const { text, weight } of textEdits(raw, false, letters)) {
      yield { edits: [{ start, end: start + raw.length, text }], weight, at: node, kind: 'inside a text' };
    }
  }
}

/** A text with the piece that the tests wait for in the place of what they get. */
function withPieces(text: string, observed: Observed | undefined): string[] {
  if (text.length > 200) return [];
  return (observed?.pieces ?? []).flatMap(([was, wanted]) => {
    if (was === '') {
      if (wanted.length < 2 || text.length > 24) return [text + wanted, wanted + text];
      return Array.from({ length: text.length + 1 }, (_, at) => text.slice(0, at) + wanted + text.slice(at));
    }
    return text.includes(was) ? [text.replace(was, () => wanted)] : [];
  });
}

/** Numbers of three digits and more that many programs know: of time, of a circle, of bytes. */
const KNOWN = [
  ...[168, 180, 360, 365, 366, 720, 1000, 1440, 3600, 7200, 10080, 86_400, 604_800],
  ...[60_000, 3_600_000, 86_400_000, 604_800_000, 1_000_000],
  ...[128, 255, 256, 512, 1024, 4096, 65_535, 65_536, 1_048_576, 1_073_741_824],
];

/** The known numbers of which one may be a slip: a digit is another, or two stand in the other order. */
function slipsOf(value: number): number[] {
  if (KNOWN.includes(value)) return [];
  const text = String(value);
  return KNOWN.filter(
    (each) => String(each).length === text.length && textDistance(String(each), text) === 1,
  );
}

function number(value: number): string {
  const rounded = Number(value.toPrecision(12));
  return rounded < 0 ? `(${rounded})` : String(rounded);
}

/** Marks that the texts of a file and of its tests hold: what may be missing in another text. */
function lettersOf(texts: readonly string[]): string[] {
  const marks = [...new Set(texts.flatMap((text) => [...text.slice(1, -1)]))].filter((mark) =>
    /[^\w\\]/.test(mark),
  );
  return marks.slice(0, 16);
}
