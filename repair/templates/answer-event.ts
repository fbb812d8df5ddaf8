import type { Node } from 'oxc-parser';
import { answersAt } from '../refusals/at-place.ts';
import { indentAt } from '../syntax/edits.ts';
import { calleeName, identifierName, memberName, statementInFunction } from '../syntax/nodes.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { insertAfter } from './helpers/lists.ts';
import { brief } from './helpers/text.ts';

const STREAMS =
  /^(createReadStream|createWriteStream|createGunzip|createInflate|createBrotliDecompress|spawn|request|get)$/;
const EMITTERS = /(Emitter|Client|Pool|Queue|Worker|Socket|Server|Stream|Redis|Subscriber)$/;

/** An event `error` that nobody listens to ends the process: a stream of a request answers it, others log it. */
export const answerEvent: Template = {
  name: 'answer-event',
  answers: ['uncaught', 'exception', 'connection', 'hang'],
  *propose(input) {
    const text = input.evidence.failures.map(({ output }) => output).join('\n');
    if (!/Unhandled 'error' event/.test(text)) return;
    yield* streams(input, /ENOENT/.test(text));
    yield* emitters(input);
  },
};

/** `createReadStream(path).pipe(response)` */
function* streams(input: TemplateInput, isMissing: boolean): Generator<Suggestion> {
  const { source } = input;
  for (const place of source.of('CallExpression')) {
    if (!STREAMS.test(calleeName(place.node) ?? '')) continue;
    const statement = statementInFunction(place);
    if (!statement) continue;
    const wanted = [
      ...(isMissing ? [{ status: 404, message: 'not found' }] : []),
      { status: 500, message: 'internal error' },
    ];
    for (const { text, status, weight } of answersAt(input, statement, wanted)) {
      if (text.startsWith('throw')) continue;
      const indent = indentAt(source.text, place.node.start);
      const lines = ['console.error(error);', ...text.split('\n')].map((line) => `${indent}  ${line}`);
      yield {
        edits: [
          {
            start: place.node.end,
            end: place.node.end,
            text: `.on('error', (error) => {\n${lines.join('\n')}\n${indent}})`,
          },
        ],
        rationale: `Nobody listens to an error of "${brief(source.slice(place.node))}", so it ends the process; answer the request with ${status}.`,
        prior: 0.92 * weight,
        at: place.node,
      };
    }
  }
}

/** `const jobs = new EventEmitter()` */
function* emitters({ source }: TemplateInput): Generator<Suggestion> {
  for (const place of source.of('VariableDeclaration')) {
    const [declared] = place.node.declarations;
    const name = identifierName(declared?.id as Node | undefined);
    const init = declared?.init;
    if (!name || init?.type !== 'NewExpression') continue;
    const made = identifierName(init.callee) ?? memberName(init.callee) ?? '';
    if (!EMITTERS.test(made) && !new RegExp(`\\b${name}\\.(on|once|emit)\\(`).test(source.text)) continue;
    yield {
      edits: insertAfter(source, place.node, `${name}.on('error', (error) => console.error(error));`),
      rationale: `Nobody listens to an error of "${name}", so it ends the process; log it.`,
      prior: EMITTERS.test(made) ? 0.75 : 0.5,
      at: place.node,
    };
  }
}
