import type { Recording } from '../recording.ts';

/** Further recordings of a failure, at most: a proof starts the service once for each. */
const MOST = 2;
/** What another route, another kind of value and another value count. */
const ROUTE = 8;
const KIND = 3;
const VALUE = 1;

/**
 * The recordings of one failure that differ most from the first and from each other in what was requested; those of the same request say
 * nothing new. Of failures that take long to replay there are none.
 */
export function differentRecordings(first: Recording | null, all: Recording[]): Recording[] {
  if (!first?.request || first.kind === 'hang' || first.kind === 'exhaustion') return [];
  const chosen = [first];
  const left = all.filter(({ request, kind }) => request && kind === first.kind);
  while (chosen.length <= MOST) {
    const far = left.map((one) => Math.min(...chosen.map((other) => distance(one, other))));
    const most = Math.max(0, ...far);
    const next = left[far.indexOf(most)];
    if (most === 0 || !next) break;
    chosen.push(next);
  }
  return chosen.slice(1);
}

/** How far the requests of two recordings are apart; 0: they are the same. */
function distance(one: Recording, other: Recording): number {
  const [values, others] = [valuesOf(one), valuesOf(other)];
  let sum = one.route === other.route && one.request?.method === other.request?.method ? 0 : ROUTE;
  for (const name of new Set([...values.keys(), ...others.keys()])) {
    const [value, second] = [values.get(name), others.get(name)];
    if (value === second) continue;
    sum += kindOf(value) === kindOf(second) ? VALUE : KIND;
  }
  return sum;
}

/** The pieces of the path, the query and what the body holds, by where they stand. */
function valuesOf({ request }: Recording): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const url = new URL(request?.path ?? '/', 'http://service');
  for (const [at, piece] of url.pathname.split('/').entries()) found.set(`path ${at}`, piece);
  for (const [name, value] of url.searchParams) found.set(`query ${name}`, value);
  const walk = (value: unknown, name: string) => {
    if (typeof value !== 'object' || value === null) found.set(name, value);
    else for (const [key, one] of Object.entries(value)) walk(one, `${name}.${key}`);
  };
  walk(request?.body, 'body');
  return found;
}

function kindOf(value: unknown): string {
  if (value === null || value === '') return 'nothing';
  if (typeof value !== 'string') return typeof value;
  return /^-?\d+(?:\.\d+)?$/.test(value) ? 'digits' : /^[\w.-]+$/.test(value) ? 'name' : 'text';
}
