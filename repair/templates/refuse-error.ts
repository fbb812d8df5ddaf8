import type { Node } from 'oxc-parser';
import { answersAt, type Wanted } from '../refusals/at-place.ts';
import type { Edit } from '../syntax/edits.ts';
import {
  calleeName,
  functionAround,
  functionName,
  identifierName,
  isFunction,
  statementInFunction,
} from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { wantedFor } from './helpers/database-refusal.ts';
import { failingQueries } from './helpers/queries.ts';
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
    for (const { call, weight } of failingQueries(input, /^2[23]...$/)) {
      for (const place of placesOf(input, call)) {
        for (const answer of answersAt(input, place, wanted)) {
          yield {
            edits: around(input, place, state, answer.text),
            rationale: `The database refuses ${what} (${state}); the request is answered with ${answer.status} then.`,
            prior: (/^2201/.test(state) ? 0.7 : 0.9) * weight * answer.weight,
            at: call.node,
          };
        }
      }
    }
    yield* inHandlers(input, state, wanted, what);
  },
};

/** The statements that the call belongs to: its own, and those that call the function which it is in. */
function placesOf({ source }: TemplateInput, call: Place): Place[] {
  const owner = functionAround(call);
  const name = owner ? functionName(owner) : null;
  const callers = name ? source.of('CallExpression').filter(({ node }) => calleeName(node) === name) : [];
  return [call, ...callers].map(statementInFunction).filter((place) => place !== null);
}

/** Tries a statement, and what comes after it in its list, since that may need what it declares. */
function around({ source }: TemplateInput, place: Place, state: string, answer: string): Edit[] {
  const error = freshName(source, 'error', functionAround(place)?.node);
  return wrapStatements(
    source,
    withWhatNeedsIt(place),
    ['try {'],
    [
      `} catch (${error}) {`,
      `  if (${codeOf(source, error)} !== '${state}') throw ${error};`,
      ...answer.split('\n').map((line) => `  ${line}`),
      '}',
    ],
  );
}

/** At the one place where the service answers for errors: `app.onError`, Express' four parameters, a catch. */
function* inHandlers(
  input: TemplateInput,
  state: string,
  wanted: readonly Wanted[],
  what: string,
): Generator<Suggestion> {
  const { source } = input;
  for (const place of source.places) {
    const body = handlerBody(place.node);
    const first = body?.list[0];
    if (!body || !first) continue;
    for (const answer of answersAt(input, source.placeOf(first), wanted)) {
      yield {
        edits: guard(source, first, `${codeOf(source, body.error)} === '${state}'`, answer.text),
        rationale: `The database refuses ${what} (${state}); the service's handler of errors answers with ${answer.status}.`,
        prior: 0.55 * answer.weight,
        at: first,
      };
    }
  }
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
