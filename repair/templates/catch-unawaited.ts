import type { Node } from 'oxc-parser';
import { bare, calleeName } from '../syntax/nodes.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { brief } from './helpers/text.ts';

/** What is started and not waited for: its failure must not end the process, and must not be lost either. */
export const catchUnawaited: Template = {
  name: 'catch-unawaited',
  answers: ['uncaught', 'exception', 'upstream_failure', 'connection', 'bad_payload', 'client_timeout'],
  *propose(input) {
    const { failures } = input.evidence;
    if (!failures.some(({ message, output }) => /unhandledRejection/.test(`${message}\n${output}`))) return;
    const failing = new Set(
      failures.flatMap(({ frames }) => frames.map(({ symbol }) => symbol?.split('.').at(-1) ?? '')),
    );
    for (const call of floating(input)) {
      const name = calleeName(call) ?? '';
      if (failing.size > 0 && !failing.has(name)) continue;
      yield suggestion(input, call);
    }
  },
};

/** `notify(order);` and `void notify(order);` */
function floating({ source }: TemplateInput): (Node & { type: 'CallExpression' })[] {
  return source.of('ExpressionStatement').flatMap(({ node }) => {
    const inner = bare(node.expression);
    const call = inner.type === 'UnaryExpression' && inner.operator === 'void' ? bare(inner.argument) : inner;
    return call.type === 'CallExpression' ? [call] : [];
  });
}

function suggestion({ source }: TemplateInput, call: Node): Suggestion {
  return {
    edits: [{ start: call.end, end: call.end, text: '.catch((error) => console.error(error))' }],
    rationale: `Nobody waits for "${brief(source.slice(call))}", so its failure ends the process; log it.`,
    prior: 0.95,
    at: call,
  };
}
