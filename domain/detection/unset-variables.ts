import { findEnvironment } from './find-environment.ts';
import type { Place } from './place.ts';
import { sourcesOf } from './sources.ts';

/** Variables that one sentence names. */
const NAMED = 8;
/** A source does without it: a default follows, or it only asks whether there is one. */
const DOES_WITHOUT = String.raw`\s*(?:\?\?|\|\||&&|\?[^.]|===|!==|==|!=|\))`;

/**
 * The variables that the code reads, that have no value in the sandbox, and for which it has no default: a request that needs one
 * fails there in another way than in production. A sentence, or none.
 * @param given the names that have a value
 */
export function unsetVariables(place: Place, given: readonly string[]): string[] {
  const texts = sourcesOf(place).map((path) => place.tree.read(path) ?? '');
  const names = findEnvironment(place)
    .filter(({ purpose, example, standIn }) => purpose === 'plain' && example === null && standIn === null)
    .map(({ name }) => name)
    .filter((name) => !given.includes(name) && texts.some((text) => needs(text, name)));
  if (names.length === 0) return [];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return [
    `The code reads ${names.slice(0, NAMED).join(', ')}${more}, which ${names.length === 1 ? 'has' : 'have'} no value in the sandbox. Write those that a request needs under "environment" in suture.yaml.`,
  ];
}

function needs(text: string, name: string): boolean {
  return new RegExp(`process\\.env(?:\\.${name}\\b|\\[\\s*['"]${name}['"]\\s*\\])(?!${DOES_WITHOUT})`).test(
    text,
  );
}
