import { createHash } from 'node:crypto';

/** Of a secret whose shape is not known, in characters. */
const LENGTH = 40;
/** Prefixes by which a client library tells kinds of keys apart, such as `sk_test_`. */
const PREFIX = /^(?:[A-Za-z]{1,12}[_-]){1,3}(?=[A-Za-z0-9]{8})/;

/**
 * A value in a secret's place: letters for letters, digits for digits, all else as it stands.
 * @param seed the same value for the same seed
 * @param shape an example; true where none is known
 */
export function madeUpSecret(seed: string, shape: string | true): string {
  const example = shape === true ? 'a0'.repeat(LENGTH / 2) : shape;
  const url = urlParts(example);
  if (url) return `${url.before}${madeUpSecret(seed, url.password)}${url.after}`;
  const kept = PREFIX.exec(example)?.[0] ?? '';
  let text = kept;
  let bytes = Buffer.alloc(0);
  for (const letter of example.slice(kept.length)) {
    if (bytes.length === 0) bytes = createHash('sha256').update(`${seed} ${text.length}`).digest();
    const byte = bytes[0] as number;
    bytes = bytes.subarray(1);
    text += inPlaceOf(letter, byte);
  }
  return text;
}

/** Of a URL only the password is a secret. */
function urlParts(text: string): { before: string; password: string; after: string } | null {
  const [, before, password, after] = /^([a-z][\w+.-]*:\/\/[^:@/]*:)([^@/]+)(@.*)$/i.exec(text) ?? [];
  return before && password && after ? { before, password, after } : null;
}

function inPlaceOf(letter: string, byte: number): string {
  if (/[0-9]/.test(letter)) return String(byte % 10);
  if (/[a-z]/.test(letter)) return String.fromCharCode(97 + (byte % 26));
  if (/[A-Z]/.test(letter)) return String.fromCharCode(65 + (byte % 26));
  return letter;
}
