import { invalid } from '../doors/read-body.ts';

/** Items of an envelope that are looked at; an SDK sends a few. */
const MOST_ITEMS = 1_000;
const NEWLINE = 10;

export interface Envelope {
  headers: Record<string, unknown>;
  /** The payloads of the items of the wanted types. */
  items: { type: string; payload: Buffer }[];
  /** How many others there were. */
  skipped: number;
}

/**
 * Reads an envelope of a Sentry SDK. Items of other types are skipped, readable or not: the parser of the SDK itself reads
 * every payload as JSON, and rejects all of an envelope that holds an attachment without a length.
 * https://develop.sentry.dev/sdk/foundations/transport/envelopes/
 * @param wanted types of items
 * @throws SutureError `invalid_body`
 */
export function readEnvelope(body: Buffer, wanted: readonly string[]): Envelope {
  let at = 0;
  const line = (): Buffer => {
    const end = body.indexOf(NEWLINE, at);
    const found = body.subarray(at, end < 0 ? body.length : end);
    at = end < 0 ? body.length : end + 1;
    return found;
  };
  const headers = objectOf(line(), 'its first line');
  const items: Envelope['items'] = [];
  let skipped = 0;
  while (at < body.length) {
    const head = line();
    if (head.length === 0 || head.toString().trim() === '') continue;
    const { type, length } = objectOf(head, `the header of item ${items.length + skipped + 1}`);
    let payload: Buffer;
    if (typeof length === 'number' && Number.isSafeInteger(length) && length >= 0) {
      if (at + length > body.length) throw invalid(`an item has ${body.length - at} of ${length} bytes`);
      payload = body.subarray(at, at + length);
      at += length;
      if (body[at] === NEWLINE) at += 1;
    } else if (length === undefined || length === null) {
      payload = line();
    } else throw invalid('the length of an item is no number of bytes');
    if (typeof type === 'string' && wanted.includes(type)) items.push({ type, payload });
    else skipped += 1;
    if (items.length + skipped > MOST_ITEMS) throw invalid(`an envelope may have ${MOST_ITEMS} items`);
  }
  return { headers, items, skipped };
}

function objectOf(text: Buffer, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch {
    throw invalid(`${what} is not JSON`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw invalid(`${what} is not an object`);
}
