import type { Expectation } from './definition/fault.ts';
import { meantStatus } from './meant-status.ts';
import type { ServiceDefinition } from './service-definition.ts';

/**
 * Whether a service answered a probe as it must. The one place that decides it: for proofs, verification and the show.
 * @param expect null: nobody said what is right, so any answer but a failure of the service meets it
 * @param answer `body` as {@link readBody} gives it; `sent` is the status that was sent, where `status` is the one that it means
 * @param values what each name of the service's `vary` stands for in this run
 * @returns null when it did, else what is different, a sentence
 */
export function unmet(
  expect: Expectation | null,
  answer: { status: number; body: unknown; sent?: number },
  values: Record<string, number>,
): string | null {
  const meant = meantStatus(answer);
  if (expect === null) return meant >= 500 ? `answered ${meant}` : null;
  // A declared body says itself which errors are right.
  const status = expect.body === undefined ? meant : (answer.sent ?? answer.status);
  if (status !== expect.status) return `answered ${status} instead of ${expect.status}`;
  if (expect.body === undefined) return null;
  const wanted = substitute(expect.body, values);
  if (same(wanted, answer.body)) return null;
  return `answered ${brief(answer.body)} instead of ${brief(wanted)}`;
}

/** The value of a body: what its JSON says, or the text itself when it is not JSON. */
export function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the names of `vary` stand for in production. */
export function productionValues(service: ServiceDefinition): Record<string, number> {
  return Object.fromEntries(Object.entries(service.vary).map(([name, { production }]) => [name, production]));
}

/** Replaces `"$name"` by the value of that name, at any depth; a string that names no value stays as it is. */
function substitute(body: unknown, values: Record<string, number>): unknown {
  if (typeof body === 'string') {
    const name = body.startsWith('$') ? body.slice(1) : '';
    return Object.hasOwn(values, name) ? values[name] : body;
  }
  if (Array.isArray(body)) return body.map((item) => substitute(item, values));
  if (!isObject(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, substitute(value, values)]));
}

/** Deep equality of JSON values; the order of an object's names and the sign of zero do not matter. */
function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => same(item, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length &&
      names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]))
    );
  }
  return one === other;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The longest quote of a value, in characters: enough to see which part of an answer differs. */
const QUOTED = 400;

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'no body';
  return text.length > QUOTED ? `${text.slice(0, QUOTED - 1)}…` : text;
}
