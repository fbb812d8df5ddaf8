import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import type { CodeWords } from './code-words.ts';
import { partsOf, withPart } from './request-parts.ts';

/** How far another number below zero lies: without its sign it is at no usual edge. */
const APART = 11;

/**
 * The same failure with other values: texts of the request are other texts of the same shape, wherever the recording holds
 * them, and numbers below zero are others below zero. A fix that knows the recorded values fails it.
 * @returns null where nothing of it may vary
 */
export function variedRecording(recording: Recording, words: CodeWords): Recording | null {
  if (!recording.request) return null;
  const changes = new Map<string, string>();
  for (const { value, kind } of partsOf(recording.request)) {
    if (typeof value === 'number' && value < 0) changes.set(String(value), String(value - APART));
    if (typeof value !== 'string' || value.length < 2 || value.startsWith('${')) continue;
    if (/^-\d+$/.test(value)) changes.set(value, String(Number(value) - APART));
    // A piece of the path that the code names is no value.
    else if (kind === 'path' && isFixed(value, words)) continue;
    else if (isInherited(value)) changes.set(value, OTHER_INHERITED.find((one) => one !== value) ?? value);
    else if (/[a-z]/i.test(value)) changes.set(value, shifted(value));
  }
  if (changes.size === 0) return null;
  const varied = JSON.parse(JSON.stringify(pick(recording)), (_, value) => exchanged(value, changes));
  return { ...recording, ...varied };
}

/** Names that every object has; no letter of them may change. */
const OTHER_INHERITED = ['constructor', 'toString'];

/** Whether every object has a property of a name, so that a table answers to it without an entry. */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** A request in which each name that every object has is another word of the same shape; null: it holds none. */
export function twinRequest(request: RecordedRequest): RecordedRequest | null {
  let found = request;
  for (const part of partsOf(request)) {
    if (typeof part.value !== 'string') continue;
    const other = part.value.replace(/\w+/g, (word) => (isInherited(word) ? shifted(word) : word));
    if (other !== part.value) found = withPart(found, part, other);
  }
  return found === request ? null : found;
}

const isFixed = (value: string, { paths, pieces }: CodeWords) =>
  pieces.includes(value) || paths.some((path) => path.split('/').includes(value));

/**
 * The failure with a good element before those of each list in the body of its request. A fix that looks at the first alone fails it.
 * @param good requests that were answered well
 * @returns null where no list of the request has a good element
 */
export function movedRecording(recording: Recording, good: RecordedRequest[]): Recording | null {
  const { request } = recording;
  if (!request || !isObject(request.body) || recording.steps.length > 0) return null;
  const changed = Object.entries(request.body).map(([name, value]) => {
    const given = good.map(({ body }) => (isObject(body) ? body[name] : undefined));
    const list = given.find((one): one is unknown[] => Array.isArray(one) && one.length > 0);
    const isList = Array.isArray(value) && value.length > 0 && list !== undefined;
    return [name, isList ? [list[0], ...value] : value] as const;
  });
  const body = Object.fromEntries(changed);
  return JSON.stringify(body) === JSON.stringify(request.body)
    ? null
    : { ...recording, request: { ...request, body } };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What holds values; the names of errors and frames stay. */
const pick = ({ request, steps, before, errors, message }: Recording) => ({
  request,
  steps: steps.map((step) => step),
  before,
  errors,
  message,
});

function exchanged(value: unknown, changes: Map<string, string>): unknown {
  if (typeof value === 'number' && value < 0) {
    const other = changes.get(String(value));
    return other === undefined ? value : Number(other);
  }
  if (typeof value !== 'string') return value;
  const whole = changes.get(value);
  if (whole !== undefined) return whole;
  let text = value;
  for (const [from, to] of changes) {
    // As a value among others: of an address, of a detail such as `Key (handle)=(ada)`.
    if (/[/?&=(:"']/.test(text)) text = replaceWhole(text, from, to);
  }
  return text;
}

const quote = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function replaceWhole(text: string, from: string, to: string): string {
  const encoded = [from, encodeURIComponent(from), encodeURIComponent(from).replaceAll('%20', '+')]
    .map(quote)
    .join('|');
  return text.replace(new RegExp(`(?<![\\w-])(?:${encoded})(?![\\w])`, 'g'), () =>
    text.includes('%') ? encodeURIComponent(to) : to,
  );
}

/** Another text of the same shape: a later letter of the same case, but in hexadecimal a digit. The protocol of a URL stays. */
export function shifted(text: string, by = 1): string {
  const protocol = /^[a-z]+:\/\//i.exec(text)?.[0] ?? '';
  const isHex = /^[0-9a-f-]{8,}$/i.test(text);
  const other = text.slice(protocol.length).replace(/[a-z]/gi, (letter) => {
    if (isHex) return letter.toLowerCase() === 'a' ? 'b' : 'a';
    const base = letter < 'a' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + by) % 26) + base);
  });
  return `${protocol}${other}`;
}
