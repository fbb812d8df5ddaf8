/** Ways in which a text may be written so that an address, a header, HTML or JSON can hold it. */
const WAYS: ((text: string) => string)[] = [
  (text) => text.replace(/(?:%[\da-f]{2})+/gi, (escaped) => decoded(escaped)),
  (text) =>
    text.replace(/\\u([\da-f]{4})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16))),
  (text) =>
    text
      .replace(/&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (whole, hex, plain) => character(hex, plain) ?? whole)
      .replace(/&(amp|lt|gt|quot|apos|#39);/g, (_, name) => ENTITIES[name] ?? ''),
  // Bytes of UTF-8 that were read one by one, as Node reads headers.
  (text) => (/[\x80-\xff]/.test(text) && !/[^\0-\xff]/.test(text) ? ofBytes(text) : text),
];
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'" };

/** Whether two different texts are the same once what is escaped in them is read. */
export function isSameText(one: string, other: string): boolean {
  return one !== other && plain(one) === plain(other);
}

/** Whether two bodies differ in nothing but how texts are escaped. */
export function isSameBody(one: unknown, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string') return one === other || isSameText(one, other);
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  const isAlike = names.length === Object.keys(other).length && Array.isArray(one) === Array.isArray(other);
  return isAlike && names.every((name) => name in other && isSameBody(one[name], other[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function plain(text: string): string {
  return WAYS.reduce((known, way) => way(known), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function character(hex: string | undefined, digits: string | undefined): string | null {
  const code = hex ? Number.parseInt(hex, 16) : Number(digits);
  return code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

function ofBytes(text: string): string {
  const read = Buffer.from(text, 'latin1').toString('utf8');
  return read.includes('\uFFFD') ? text : read;
}
