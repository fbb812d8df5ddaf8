import type { Node } from 'oxc-parser';
import { answersAt } from '../refusals/at-place.ts';
import type { Edit } from '../syntax/edits.ts';
import { functionAround, identifierName, isFunction } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { type DatabaseRefusal, wantedFor } from './helpers/database-refusal.ts';
import { failingPlaces } from './helpers/failing-places.ts';
import { freshName, guard, withWhatNeedsIt, wrapStatements } from './helpers/statements.ts';

/**
 * What the database refuses for the sake of the input is answered as this service turns input away elsewhere. Only that
 * SQLSTATE: every other error goes the way it went.
 */
export const refuseError: Template = {
  name: 'refuse-error',
  answers: ['constraint', 'bound_value'],
  *propose(input) {
    const refused = wantedFor(input);
    if (!refused) return;
    const { state, wanted, what } = refused;
    const sure = refused.isOurs ? 0.4 : /^2201/.test(state) ? 0.7 : 0.9;
    for (const { at, statement, weight } of failingPlaces(input, /^2[23]...$/)) {
      for (const answer of answersAt(input, statement, wanted)) {
        yield {
          edits: around(input, statement, refused, answer.text),
          rationale: `The database refuses ${what} (${state}); the request is answered with ${answer.status} then.`,
          prior: sure * weight * answer.weight,
          at: at.node,
        };
      }
    }
    if (!refused.isOurs) yield* inHandlers(input, refused);
  },
};

/** Tries a statement, and what comes after it in its list, since that may need what it declares. */
function around({ source }: TemplateInput, place: Place, refused: DatabaseRefusal, answer: string): Edit[] {
  const error = freshName(source, 'error', functionAround(place)?.node);
  return wrapStatements(
    source,
    withWhatNeedsIt(place),
    ['try {'],
    [
      `} catch (${error}) {`,
      `  if (${isOther(source, error, refused)}) throw ${error};`,
      ...answer.split('\n').map((line) => `  ${line}`),
      '}',
    ],
  );
}

/** At the one place where the service answers for errors: `app.onError`, Express' four parameters, a catch. */
function* inHandlers(input: TemplateInput, refused: DatabaseRefusal): Generator<Suggestion> {
  const { state, wanted, what } = refused;
  const { source } = input;
  for (const place of source.places) {
    const body = handlerBody(place.node);
    const first = body?.list[0];
    if (!body || !first) continue;
    for (const answer of answersAt(input, source.placeOf(first), wanted)) {
      yield {
        edits: guard(source, first, isSame(source, body.error, refused), answer.text),
        rationale: `The database refuses ${what} (${state}); the service's handler of errors answers with ${answer.status}.`,
        prior: 0.55 * answer.weight,
        at: first,
      };
    }
  }
}

/** What is no date, or no integer, is refused with one state or the other. */
const FAMILIES = [
  ['22007', '22008'],
  ['22P02', '22003'],
];

function familyOf(state: string, type: string | null): string[] {
  const isKnown = type === null || /date|time|int|numeric|real|double/.test(type);
  return (isKnown && FAMILIES.find((family) => family.includes(state))) || [state];
}

function isOther(source: Source, error: string, { state, type }: DatabaseRefusal): string {
  return familyOf(state, type)
    .map((each) => `${codeOf(source, error)} !== '${each}'`)
    .join(' && ');
}

function isSame(source: Source, error: string, { state, type }: DatabaseRefusal): string {
  return familyOf(state, type)
    .map((each) => `${codeOf(source, error)} === '${each}'`)
    .join(' || ');
}

function codeOf(source: Source, error: string): string {
  return source.path.endsWith('ts') ? `(${error} as { code?: string }).code` : `${error}.code`;
}

function handlerBody(node: Node): { error: string; list: Node[] } | null {
  if (node.type === 'CatchClause') {
    const error = node.param ? identifierName(node.param as Node) : null;
    return error ? { error, list: node.body.body as Node[] } : null;
  }
  if (!isFunction(node) || node.body?.type !== 'BlockStatement') return null;
  const error = node.params
    .map((one) => identifierName(one as Node))
    .find((name) => /^(e|err|error)$/.test(name ?? ''));
  return error ? { error, list: node.body.body as Node[] } : null;
}
