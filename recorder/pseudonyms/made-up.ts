import { createHmac } from 'node:crypto';
import { cardDigit, ibanDigits, isCard, isIban } from './checksums.ts';

/** Values that are remembered; with more the oldest half is made again when it is needed, and comes out the same. */
const MOST_REMEMBERED = 20_000;
/** Tries to find a value that is not taken; a value of two digits has few. */
const MOST_TRIES = 20;

/**
 * Makes values that look like others: the same length and the same sort of character at each place, valid where the other
 * is. The same value gives the same, also in another case of letters; without the key nothing leads back.
 */
export function createMadeUp(key: Buffer): (value: string) => string {
  const known = new Map<string, string>();
  const taken = new Map<string, string>();

  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    if (known.size >= MOST_REMEMBERED) {
      known.clear();
      taken.clear();
    }
    const plain = value.toLowerCase();
    let made = value;
    for (let turn = 0; turn < MOST_TRIES; turn += 1) {
      made = likeIt(value, streamOf(key, `${turn}:${plain}`));
      const holder = taken.get(made.toLowerCase());
      if (made !== value && (holder === undefined || holder === plain)) break;
    }
    taken.set(made.toLowerCase(), plain);
    known.set(value, made);
    return made;
  };
}

/** Gives random bytes without end, the same for the same text. */
function streamOf(key: Buffer, text: string): () => number {
  let bytes = Buffer.alloc(0);
  let at = 0;
  let block = 0;
  return () => {
    if (at >= bytes.length) {
      bytes = createHmac('sha256', key).update(`${block++}:${text}`).digest();
      at = 0;
    }
    return bytes[at++] as number;
  };
}

function likeIt(value: string, next: () => number): string {
  const email = /^(.+)@(.+)(\.[^.]+)$/.exec(value);
  if (email) return `${scramble(email[1] as string, next)}@${scramble(email[2] as string, next)}${email[3]}`;
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(value)) {
    // Of the range for documentation and tests: nobody's.
    return `198.18.${next()}.${next()}`;
  }
  if (isIban(value)) return likeIban(value, next);
  if (isCard(value)) return likeCard(value, next);
  const date = /^(\d{4})-(\d{2})-(\d{2})(.*)$/s.exec(value);
  if (date) {
    const two = (from: number, many: number) => String(from + (next() % many)).padStart(2, '0');
    return `19${two(50, 50)}-${two(1, 12)}-${two(1, 28)}${date[4]}`;
  }
  return scramble(value, next);
}

/** Another character of the same sort at each place. */
function scramble(text: string, next: () => number): string {
  const isHex = /\d/.test(text) && /^[\da-f-]+$/i.test(text);
  let made = '';
  let isFirst = true;
  for (const each of text) {
    const byte = next();
    if (/\d/.test(each)) {
      // A number keeps its length.
      made += isFirst && each !== '0' ? 1 + (byte % 9) : byte % 10;
    } else if (/\p{L}/u.test(each)) {
      const letter = String.fromCharCode(97 + (byte % (isHex ? 6 : 26)));
      made += /\p{Lu}/u.test(each) ? letter.toUpperCase() : letter;
    } else made += each;
    if (/[\p{L}\d]/u.test(each)) isFirst = false;
  }
  return made;
}

/** The digits and letters of one text with the spaces of another. */
function spacedLike(pattern: string, plain: string): string {
  let at = 0;
  return pattern.replace(/[^ -]/g, () => plain[at++] ?? '');
}

function likeCard(value: string, next: () => number): string {
  const digits = value.replace(/\D/g, '');
  const others = digits[0] + scramble(digits.slice(1, -1), next);
  return spacedLike(value, others + cardDigit(others));
}

function likeIban(value: string, next: () => number): string {
  const plain = value.replace(/ /g, '');
  const country = plain.slice(0, 2);
  const account = scramble(plain.slice(4), next);
  return spacedLike(value, country + ibanDigits(country, account) + account);
}
