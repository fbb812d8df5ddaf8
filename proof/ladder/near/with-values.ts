import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import { partsOf, type RequestPart, withPart } from './request-parts.ts';

/**
 * A recording with values of the failing request in the places of the same name, and with what that request met.
 * @returns null where it has no such place
 */
export function withValues(other: Recording, values: RequestPart[], failing: Recording): Recording | null {
  const { request: own } = other;
  const { request: failed } = failing;
  if (!own || !failed) return null;
  let request: RecordedRequest = own;
  for (const place of partsOf(own)) {
    const word = wordOf(place, own);
    const one = values.find((value) => word !== null && wordOf(value, failed) === word);
    if (one && !isSame(one.value, place.value)) request = withPart(request, place, one.value);
  }
  if (request === own) return null;
  return { ...other, good: false, request, steps: [...other.steps, ...failing.steps] };
}

/** What a value is called, wherever a route takes it: `order` of `orderId`, `order_id`, and of `/orders/17`; null: nothing says it. */
function wordOf({ kind, at }: RequestPart, { path }: RecordedRequest): string | null {
  const pieces = new URL(path, 'http://service').pathname.split('/');
  const name = kind === 'path' ? pieces[Number(at[0]) - 1] : at.findLast((key) => !isIndex(key));
  const word = String(name ?? '')
    .toLowerCase()
    .replace(/[_-]?ids?$|s$/, '');
  return word === '' || isIndex(word) ? null : word;
}

const isIndex = (key: string | number) => /^\d+$/.test(String(key));
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
