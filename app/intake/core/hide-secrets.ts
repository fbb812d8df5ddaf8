import type { Recording } from '../../../domain/recording.ts';

/** Puts a marker in the place of each secret in a text. */
export type Hide = (text: string) => Promise<string>;

/** Fields that are made here or are names, and hold no text of the event. */
const OWN = new Set(['service', 'key', 'faultCode', 'kind', 'source', 'at', 'good']);
/** Between two texts that are looked through together; it occurs in no text of an event that JSON carries as it is. */
const BETWEEN = '\n\u{10fffe}\n';

/**
 * A recording without what is secret: the SDK of a service sends what its code had at hand. The recorder has put made-up values
 * in their place, which look alike; without them its request could not be sent again.
 */
export async function withoutSecrets(recording: Recording, hide: Hide): Promise<Recording> {
  if (recording.pseudonyms && recording.source === 'recorder') return recording;
  const own = Object.entries(recording).filter(([name]) => OWN.has(name));
  const texts = Object.entries(recording).filter(([name]) => !OWN.has(name));
  return { ...(await hideInAll(Object.fromEntries(texts), hide)), ...Object.fromEntries(own) } as Recording;
}

/** Hides the secrets in all texts of plain data at once: the scanner costs per text, not per character. */
export async function hideInAll<T>(value: T, hide: Hide): Promise<T> {
  const texts: string[] = [];
  visit(value, (text) => {
    texts.push(text);
    return text;
  });
  const hidden = (await hide(texts.join(BETWEEN))).split(BETWEEN);
  // A secret that reached over the end of its text: each is looked through by itself.
  const all = hidden.length === texts.length ? hidden : await Promise.all(texts.map(hide));
  let next = 0;
  return visit(value, () => all[next++] ?? '') as T;
}

function visit(value: unknown, each: (text: string) => string): unknown {
  if (typeof value === 'string') return each(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => visit(inner, each));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, each)]));
}
