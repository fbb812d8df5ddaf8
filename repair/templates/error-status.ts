import type { Node } from 'oxc-parser';
import { namesInvalidStatus } from '../../domain/failure/names-invalid-status.ts';
import { ancestors, identifierName, isFunction, memberName } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import type { Template } from '../template.ts';
import { replaceNode } from './helpers/text.ts';

const ERROR = /^(?:e|err|error|exception|cause)$/i;
/** Names under which libraries keep the status of an error; `http-errors` has the first two. */
const NAMES = ['status', 'statusCode'];
const READ = /^(?:status|statusCode|httpStatus|code)$/;

/** An error has its status under another name, or has none: then it is one of the service. */
export const errorStatus: Template = {
  name: 'error-status',
  answers: ['exception', 'wrong_result', 'absent_value', 'bad_payload', 'uncaught', 'hang'],
  *propose({ source, evidence }) {
    const text = evidence.failures.map(({ message, output }) => `${message}\n${output}`).join('\n');
    if (!namesInvalidStatus(text)) return;
    for (const place of source.of('MemberExpression')) {
      const { node, parent } = place;
      const error = identifierName(node.object) ?? '';
      const name = memberName(node) ?? '';
      if (!READ.test(name) || !isGiven(place, error) || !isAnswer(place)) continue;
      const others = NAMES.filter((other) => other !== name).map((other) => `${error}.${other}`);
      const known = name === 'code' ? others : [`${error}.${name}`, ...others];
      const status = `${known.join(' ?? ')} ?? 500`;
      const isAlone = parent?.node.type === 'CallExpression' || parent?.node.type === 'AssignmentExpression';
      yield {
        edits: [replaceNode(node, isAlone ? status : `(${status})`)],
        rationale: `"${error}.${name}" is no status for every error: it may have another name, and an error without one is answered with 500.`,
        prior: 0.95,
        at: node,
      };
    }
  },
};

/** Whether the name is that of an error which a function or a `catch` around the place is given. */
function isGiven(place: Place, error: string): boolean {
  if (!ERROR.test(error)) return false;
  return [...ancestors(place)].some(({ node }) => {
    const given = node.type === 'CatchClause' ? [node.param] : isFunction(node) ? node.params : [];
    return given.some((one) => identifierName(one as Node | null) === error);
  });
}

/** `reply.code(…)`, `res.writeHead(…)`, `ctx.status = …` */
function isAnswer({ node, parent }: Place): boolean {
  const around = parent?.node;
  if (around?.type === 'AssignmentExpression') {
    return around.right === node && /^status(?:Code)?$/.test(memberName(around.left as Node) ?? '');
  }
  if (around?.type !== 'CallExpression') return false;
  const called = memberName(around.callee) ?? identifierName(around.callee) ?? '';
  return (around.arguments as Node[]).includes(node) && /status|^code$|writeHead|json|send/i.test(called);
}
