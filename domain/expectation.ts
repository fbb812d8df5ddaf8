import type { HttpProbe, ServiceDefinition } from './service-definition.ts';

/**
 * Whether a service answered a probe as it must.
 * @param values what each name of the service's `vary` stands for in this run
 * @returns null when it did, else what is different, a sentence
 */
export function unmet(
  expect: HttpProbe['expect'],
  answer: { status: number; body: unknown },
  values: Record<string, number>,
): string | null {
  if (answer.status !== expect.status) return `answered ${answer.status} instead of ${expect.status}`;
  if (expect.body === undefined) return null;
  const wanted = substitute(expect.body, values);
  if (same(wanted, answer.body)) return null;
  return `answered ${brief(answer.body)} instead of ${brief(wanted)}`;
}

/** What the names of `vary` stand for in production. */
export function productionValues(service: ServiceDefinition): Record<string, number> {
  return Object.fromEntries(Object.entries(service.vary).map(([name, { production }]) => [name, production]));
}

/** Replaces `"$name"` by the value of that name, at any depth. */
function substitute(body: unknown, values: Record<string, number>): unknown {
  if (typeof body === 'string' && body.startsWith('$')) return values[body.slice(1)] ?? body;
  if (Array.isArray(body)) return body.map((item) => substitute(item, values));
  if (!isObject(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, substitute(value, values)]));
}

/** Deep equality of JSON values; the order of an object's names does not matter. */
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
  return Object.is(one, other);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
