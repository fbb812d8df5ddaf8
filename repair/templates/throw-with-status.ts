import type { Node } from 'oxc-parser';
import { bare, identifierName, memberName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { Template, TemplateInput } from '../template.ts';
import { brief } from './helpers/text.ts';

/** Errors of the language: no framework answers them with anything but 500. */
const PLAIN = /^(?:Error|TypeError|RangeError)$/;
const ERROR = /^(?:e|err|error|exception|cause)$/i;
/** A shorter message says too little to know its place by it, in characters. */
const SHORTEST = 6;
/** What the caller did wrong, by the words that services use; else the request is bad. */
const MEANINGS: [RegExp, number[]][] = [
  [/not found|not exist|no such|unknown|cannot find|missing/i, [404, 400]],
  [/already|duplicate|in use|taken|conflict/i, [409, 400]],
  [/./, [400, 422]],
];

/** The service turns a request away by a plain error, which is answered with 500: it carries the status of the refusal. */
export const throwWithStatus: Template = {
  name: 'throw-with-status',
  answers: ['exception', 'uncaught', 'wrong_result', 'unawaited'],
  *propose(input) {
    const { source, evidence } = input;
    if (!evidence.request) return;
    const said = evidence.failures.map(({ message, output }) => `${message}\n${output}`).join('\n');
    for (const { node } of source.of('ThrowStatement')) {
      const error = bare(node.argument);
      if (error.type !== 'NewExpression' || !PLAIN.test(identifierName(error.callee) ?? '')) continue;
      const message = messageOf(source, error.arguments[0] as Node | undefined);
      if (!message || !said.includes(message)) continue;
      const [, statuses = []] = MEANINGS.find(([words]) => words.test(message)) ?? [];
      for (const [rank, status] of statuses.entries()) {
        const made = `Object.assign(${source.slice(error)}, { ${statusName(input)}: ${status} })`;
        yield {
          edits: [{ start: error.start, end: error.end, text: made }],
          rationale: `"${brief(message)}" turns a request away; it is answered with ${status} in place of 500.`,
          prior: 0.98 * 0.85 ** rank,
          at: error,
        };
      }
    }
  },
};

/** The longest part of a message that stands in the code as it is said. */
function messageOf(source: Source, given: Node | undefined): string | null {
  if (given?.type === 'Literal' && typeof given.value === 'string') return long(given.value);
  if (given?.type !== 'TemplateLiteral') return null;
  const parts = given.quasis.map((part) =>
    source.text.slice(part.start, part.end).replace(/^[`}]|`$|\$\{$/g, ''),
  );
  return long(parts.sort((one, other) => other.length - one.length)[0] ?? '');
}

function long(text: string): string | null {
  return text.trim().length >= SHORTEST ? text : null;
}

/** Under which name this service, or its framework, reads the status of an error. */
function statusName({ source, others }: TemplateInput): string {
  const read = [source, ...others]
    .flatMap((file) => file.of('MemberExpression'))
    .filter(({ node }) => ERROR.test(identifierName(node.object) ?? ''))
    .map(({ node }) => memberName(node));
  return read.includes('status') && !read.includes('statusCode') ? 'status' : 'statusCode';
}
