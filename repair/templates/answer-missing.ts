import type { Node } from 'oxc-parser';
import { answersAt } from '../refusals/at-place.ts';
import type { Edit } from '../syntax/edits.ts';
import {
  bare,
  functionAround,
  functionName,
  identifierName,
  is,
  statementInFunction,
} from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { Template, TemplateInput } from '../template.ts';
import { functionsCalling, isHttpCall } from './helpers/outbound.ts';
import { freshName, withWhatNeedsIt, wrapStatements } from './helpers/statements.ts';

/** What clients that throw for a status say of one: axios, got, superagent. */
const THROWN = /(?:status code|response code|HTTPError:[^\n]*) ?404\b|\b404 \(Not Found\)/i;

/** What an upstream does not know is not found; every other failure of it goes the way it went. */
export const answerMissing: Template = {
  name: 'answer-missing',
  answers: ['upstream_failure', 'exception', 'bad_payload', 'connection'],
  *propose(input) {
    const { evidence, source, others } = input;
    const text = evidence.failures.map(({ message, output }) => `${message}\n${output}`).join('\n');
    if (!evidence.observations.upstreams.some(({ statuses }) => statuses['404']) || !THROWN.test(text))
      return;
    const asking = new Set([source, ...others].flatMap(askingIn));
    const asks = requestsOf(source);
    for (const place of source.of('CallExpression')) {
      const name = identifierName(place.node.callee);
      const through = name !== null && asking.has(name) && is(place.parent, 'AwaitExpression');
      const statement = through || asks(place.node) ? statementInFunction(place) : null;
      if (!statement) continue;
      for (const answer of answersAt(input, statement, [{ status: 404, message: 'not found' }])) {
        yield {
          edits: around(input, statement, answer.text),
          rationale: 'The upstream does not know what is asked for; the request is answered with 404 then.',
          prior: 0.9 * answer.weight,
          at: place.node,
        };
      }
    }
  },
};

/** Names of functions of a file that ask an upstream. */
function askingIn(source: Source): string[] {
  return [...functionsCalling(source, requestsOf(source)).keys()].flatMap(
    (place) => functionName(place) ?? [],
  );
}

/** Whether a call goes to an upstream, also through a client of the file's own: `axios.create(…)`. */
function requestsOf({ text }: Source): (node: Node) => boolean {
  const made = [...text.matchAll(/\b(\w+)\s*=\s*(?:axios|got|ky)\.(?:create|extend)\(/g)];
  const clients = new Set(made.map(([, name]) => name));
  return (node) => {
    if (isHttpCall(node)) return true;
    if (node.type !== 'CallExpression') return false;
    const callee = bare(node.callee);
    return callee.type === 'MemberExpression' && clients.has(identifierName(callee.object) ?? '');
  };
}

function around({ source }: TemplateInput, statement: Place, answer: string): Edit[] {
  const error = freshName(source, 'error', functionAround(statement)?.node);
  const typed = source.path.endsWith('ts')
    ? `(${error} as { response?: { status?: number; statusCode?: number } })`
    : error;
  const field = /\bgot\b/.test(source.text) ? 'statusCode' : 'status';
  return wrapStatements(
    source,
    withWhatNeedsIt(statement),
    ['try {'],
    [
      `} catch (${error}) {`,
      `  if (${typed}.response?.${field} !== 404) throw ${error};`,
      ...answer.split('\n').map((line) => `  ${line}`),
      '}',
    ],
  );
}
