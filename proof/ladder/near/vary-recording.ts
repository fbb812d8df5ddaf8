import type { Recording } from '../../../domain/recording.ts';
import type { CodeWords } from './code-words.ts';
import { partsOf } from './request-parts.ts';

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
    else if (kind === 'path' && words.paths.some((path) => path.split('/').includes(value))) continue;
    else if (/[a-z]/i.test(value)) changes.set(value, shifted(value));
  }
  if (changes.size === 0) return null;
  const varied = JSON.parse(JSON.stringify(pick(recording)), (_, value) => exchanged(value, changes));
  return { ...recording, ...varied };
}

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
  const encoded = [from, encodeURIComponent(from)].map(quote).join('|');
  return text.replace(new RegExp(`(?<![\\w-])(?:${encoded})(?![\\w])`, 'g'), () =>
    text.includes('%') ? encodeURIComponent(to) : to,
  );
}

/** Another text of the same shape: the next letter of the same case, but in hexadecimal a digit. */
function shifted(text: string): string {
  const isHex = /^[0-9a-f-]{8,}$/i.test(text);
  return text.replace(/[a-z]/gi, (letter) => {
    if (isHex) return letter.toLowerCase() === 'a' ? 'b' : 'a';
    const base = letter < 'a' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 1) % 26) + base);
  });
}
