import type { Node } from 'oxc-parser';
import { answersAt } from '../refusals/at-place.ts';
import { type Edit, indentAt } from '../syntax/edits.ts';
import { calleeName, functionAround, identifierName, isFunction } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { codeIs } from './helpers/code-of-error.ts';
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
function around(input: TemplateInput, place: Place, refused: DatabaseRefusal, answer: string): Edit[] {
  const { source } = input;
  const error = freshName(source, 'error', functionAround(place)?.node);
  return wrapStatements(
    source,
    withWhatNeedsIt(place),
    ['try {'],
    [
      `} catch (${error}) {`,
      `  if (${isOther(input, error, refused)}) throw ${error};`,
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
    const body = handlerBody(place);
    if (!body) continue;
    const { error, first } = body;
    for (const answer of answersAt(input, source.placeOf(first), wanted)) {
      const test = isSame(input, error, refused);
      yield {
        edits: body.isAlone
          ? inBlock(source, first, test, answer.text)
          : guard(source, first, test, answer.text),
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

function isOther(input: TemplateInput, error: string, { state, type }: DatabaseRefusal): string {
  return familyOf(state, type)
    .map((each) => codeIs(input, error, '!==', each))
    .join(' && ');
}

function isSame(input: TemplateInput, error: string, { state, type }: DatabaseRefusal): string {
  return familyOf(state, type)
    .map((each) => codeIs(input, error, '===', each))
    .join(' || ');
}

interface Handler {
  error: string;
  /** Its first statement, or the expression that it is. */
  first: Node;
  isAlone: boolean;
}

function handlerBody({ node, parent, key }: Place): Handler | null {
  if (node.type === 'CatchClause') {
    const error = node.param ? identifierName(node.param as Node) : null;
    return handlerOf(error, node.body);
  }
  if (!isFunction(node) || !node.body) return null;
  const names = node.params.map((one) => identifierName(one as Node));
  // `.catch((cause) => ..)` may call it anything.
  const isCaught = key === 'arguments' && parent !== null && calleeName(parent.node) === 'catch';
  const error = names.find((name) => /^(e|err|error)$/.test(name ?? '')) ?? (isCaught ? names[0] : null);
  if (node.body.type !== 'BlockStatement' && !isCaught) return null;
  return handlerOf(error ?? null, node.body as Node);
}

function handlerOf(error: string | null, body: Node): Handler | null {
  const isAlone = body.type !== 'BlockStatement';
  const first = isAlone ? body : (body.body[0] as Node | undefined);
  return error && first ? { error, first, isAlone } : null;
}

/** Makes the expression of an arrow function a block, with an answer before it. */
function inBlock(source: Source, body: Node, test: string, answer: string): Edit[] {
  const indent = indentAt(source.text, body.start);
  const lines = [`if (${test}) {`, ...answer.split('\n').map((line) => `  ${line}`), '}'];
  const before = lines.map((line) => `${indent}  ${line}`).join('\n');
  return [
    { start: body.start, end: body.start, text: `{\n${before}\n${indent}  return ` },
    { start: body.end, end: body.end, text: `;\n${indent}}` },
  ];
}
