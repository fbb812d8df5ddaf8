import { decodeSafely, isEncoded } from './environment.ts';

/** Where a value stands. */
export interface Place {
  /** Of the field, column, header or parameter; empty in free text. */
  name: string;
  /** Below a field whose whole content is of one person. */
  whole?: boolean;
  /** Beside fields that show that it is of a person. */
  person?: boolean;
}

/** Gives what is in place of a value. */
export type Leaf = (value: string | number, place: Place) => string | number;

/** Not base64, whose end looks like a name without a value. */
const PAIRS = /^(?![\w+/-]{16,}={1,2}$)[\w.[\]%-]+=[^&\s]*(?:&[\w.[\]%-]+=[^&\s]*)*$/;

/** Gives each part of a text to `leaf`: of an address, a form, cookies, XML, hexadecimal bytes; else the text itself. */
export function walkText(text: string, place: Place, leaf: Leaf): string {
  const { name } = place;
  if (/^(cookie|set-cookie)$/i.test(name)) return walkCookies(text, leaf);
  if (/^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(text)) return walkUrl(text, place, leaf);
  if (PAIRS.test(text)) return walkQuery(text, leaf);
  if (/^\\x(?:[\da-f]{2})+$/i.test(text)) return walkBytes(text, place, leaf);
  if (text.includes('Content-Disposition: form-data')) return walkForm(text, leaf);
  const tagged = text.replace(/<([\w:-]+)([^<>]*)>([^<>]{1,2000})<\/\1>/g, (_, tag, rest, inner) => {
    return `<${tag}${rest}>${leaf(inner, { ...place, name: tag })}</${tag}>`;
  });
  return String(leaf(tagged, place));
}

/** A path with its query. */
export function walkPath(path: string, leaf: Leaf): string {
  const at = path.indexOf('?');
  const plain = at < 0 ? path : path.slice(0, at);
  const segments = plain.split('/').map((segment) => encoded(segment, '', leaf));
  return segments.join('/') + (at < 0 ? '' : `?${walkQuery(path.slice(at + 1), leaf)}`);
}

function walkUrl(text: string, place: Place, leaf: Leaf): string {
  // As a whole first: it may begin with the value of a variable, and hold a name and a password.
  const whole = String(leaf(text, place));
  const rest = /^((?:\$\{env:\w+\})+|[a-z][a-z\d+.-]*:\/\/[^/?#]*)(.*)$/is.exec(whole);
  return rest ? `${rest[1]}${walkPath(rest[2] ?? '', leaf)}` : whole;
}

function walkQuery(query: string, leaf: Leaf): string {
  return query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0) return encoded(pair, '', leaf);
      const name = pair.slice(0, at);
      return `${encoded(name, '', leaf)}=${encoded(pair.slice(at + 1), decodeSafely(name), leaf)}`;
    })
    .join('&');
}

/** A part of an address keeps its text where nothing in it is replaced. */
function encoded(part: string, name: string, leaf: Leaf): string {
  const plain = decodeSafely(part.replaceAll('+', '%20'));
  const made = /^[[{]/.test(plain) ? plain : String(leaf(plain, { name }));
  if (made === plain) return part;
  if (!isEncoded(part)) return unreadable(made);
  return encodeURIComponent(made).replace(/%24%7Benv%3A(\w+)%7D/g, '$${env:$1}');
}

/** What could not be decoded stays so: its percent signs are none that a browser wrote. */
function unreadable(made: string): string {
  const text = made.split('%').map(encodeURIComponent).join('%');
  return isEncoded(text) ? `${text}%` : text;
}

function walkCookies(text: string, leaf: Leaf): string {
  return text.replace(/(^|[;,]\s*)([^=;,\s]+)=("?)([^;,"]*)/g, (all, before, name, quote, value) => {
    if (/^(path|domain|expires|max-age|samesite|priority)$/i.test(name)) return all;
    return `${before}${name}=${quote}${encoded(value, 'cookie', leaf)}`;
  });
}

/** Bytes as PostgreSQL writes them, where they are a text. */
function walkBytes(text: string, place: Place, leaf: Leaf): string {
  const plain = Buffer.from(text.slice(2), 'hex').toString('utf8');
  if (plain.includes('\uFFFD')) return text;
  return `\\x${Buffer.from(String(leaf(plain, place)), 'utf8').toString('hex')}`;
}

function walkForm(text: string, leaf: Leaf): string {
  return text.replace(
    /(name="([^"]*)"[^\r\n]*\r\n(?:[\w-]+:[^\r\n]*\r\n)*\r\n)([\s\S]*?)(?=\r\n--)/g,
    (_, head, name, value) => `${leaf(head, { name: '' })}${leaf(value, { name })}`,
  );
}
