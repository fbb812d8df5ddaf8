import { matchesRoute } from '../../domain/matches-route.ts';

type Json = Record<string, unknown>;

/** Where an answer's schema stands in a document, as a JSON pointer; `null`: its body is not described. */
export type DescribedAnswer = { pointer: string | null } | { missing: string };

/** References that may follow one another. */
const MOST_REFS = 20;

/**
 * Finds what an OpenAPI document (2.0 to 3.1) says of an answer. A status is looked up by its number, by its class (`4XX`),
 * and as `default`.
 */
export function describedAnswer(
  document: unknown,
  { method, path }: { method: string; path: string },
  status: number,
): DescribedAnswer {
  const title = `${method} ${path.replace(/\?.*$/s, '')}`;
  const operation = describedOperation(document, { method, path });
  const responses = operation && resolve(document, [...operation.at, 'responses']);
  if (!responses) return { missing: `the document does not describe ${title}` };
  const key = [
    String(status),
    `${Math.floor(status / 100)}XX`,
    `${Math.floor(status / 100)}xx`,
    'default',
  ].find((each) => each in responses.value);
  if (key === undefined) return { missing: `the document names no answer ${status} of ${title}` };
  const response = resolve(document, [...responses.at, key]);
  if (!response) return { missing: `what the document says of ${status} lies outside of it` };
  if (asObject(response.value.schema)) return { pointer: pointerOf([...response.at, 'schema']) };
  const content = asObject(response.value.content) ?? {};
  const type = Object.keys(content).find((each) => /[/+]json\b/i.test(each));
  if (type === undefined || !asObject(asObject(content[type])?.schema)) return { pointer: null };
  return { pointer: pointerOf([...response.at, 'content', type, 'schema']) };
}

/** What a document says of a route: where its operation stands, what it holds, and the address with what stands before it. */
export interface DescribedOperation {
  at: string[];
  value: Json;
  /** Such as `/v1/orders/{id}`. */
  template: string;
}

/** Finds the operation of a request; null where the document describes none. */
export function describedOperation(
  document: unknown,
  { method, path }: { method: string; path: string },
): DescribedOperation | null {
  const paths = asObject(asObject(document)?.paths) ?? {};
  const bases = ['', ...basesOf(asObject(document) ?? {})];
  const found = Object.keys(paths).flatMap((name) =>
    bases
      .map((base) => ({ name, template: `${base}${name}` }))
      .filter(({ template }) => matchesRoute(template, path))
      .slice(0, 1),
  );
  // `/orders/latest` is more than `/orders/{id}`.
  const [first] = found.sort((one, other) => parameters(one.name) - parameters(other.name));
  const operation = first && resolve(document, ['paths', first.name, method.toLowerCase()]);
  return operation ? { ...operation, template: first.template } : null;
}

/** The statuses from 400 to 499 that a document names for a request. */
export function describedRefusals(document: unknown, request: { method: string; path: string }): number[] {
  const operation = describedOperation(document, request);
  const responses = operation && resolve(document, [...operation.at, 'responses']);
  return Object.keys(responses?.value ?? {})
    .filter((status) => /^4\d\d$/.test(status))
    .map(Number);
}

/** A value of the document, or what its reference leads to, where that is an object; null: it has nothing. */
export function dereferenced(document: unknown, value: unknown): Json | null {
  const reference = asObject(value)?.$ref;
  if (typeof reference !== 'string') return asObject(value);
  return reference.startsWith('#/') ? (resolve(document, namesIn(reference))?.value ?? null) : null;
}

/** An object of the document behind its own references; null: there is none, or it lies elsewhere. */
function resolve(document: unknown, place: string[]): { at: string[]; value: Json } | null {
  let at = place;
  for (let hops = 0; hops < MOST_REFS; hops += 1) {
    let value: unknown = document;
    for (const name of at) value = asObject(value)?.[name];
    const found = asObject(value);
    if (!found) return null;
    if (typeof found.$ref !== 'string') return { at, value: found };
    if (!found.$ref.startsWith('#/')) return null;
    at = namesIn(found.$ref);
  }
  return null;
}

/** The names of a JSON pointer with `#/` before it. */
function namesIn(reference: string): string[] {
  return reference
    .slice(2)
    .split('/')
    .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What stands before its paths: the base path of 2.0, or the paths of its servers. */
function basesOf({ basePath, servers }: Json): string[] {
  const urls = Array.isArray(servers) ? servers.map((server) => asObject(server)?.url) : [];
  const bases = [basePath, ...urls].filter((url) => typeof url === 'string');
  return bases.map((url) => url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/\/$/, ''));
}

function pointerOf(names: string[]): string {
  const parts = names.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')));
  return `#/${parts.join('/')}`;
}

function parameters(template: string): number {
  return template.split('{').length;
}

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}
