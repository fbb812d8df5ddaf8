import type { BaseSubject } from './tools.ts';

/**
 * What a base is made of, as a text. The store returns the entries of a definition in another order than its file has
 * them, and both mean the same base.
 */
export function baseKey({ service, commit }: BaseSubject): string {
  return JSON.stringify([service.name, service.repository, commit, service.definition], byName);
}

/** A `replacer` that sorts the entries of objects. */
function byName(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
