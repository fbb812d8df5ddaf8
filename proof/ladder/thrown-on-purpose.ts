import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Node } from 'oxc-parser';
import { namesInvalidStatus } from '../../domain/failure/names-invalid-status.ts';
import type { Reproduction } from '../../domain/ports/prover.ts';
import type { Recording } from '../../domain/recording.ts';
import { everyNode, parseModule } from '../screen/parse-module.ts';

/** Calls that hand on an error as a `throw` does: of promises, of Express, of Koa, of callbacks. */
const HANDS_ON = /^(?:reject|next|throw|fail|done|callback|cb|abort|error)$/;
/** Errors of the language: where one arises inside a `throw`, nothing was thrown on purpose. */
const OF_THE_LANGUAGE = /^(?:TypeError|ReferenceError|RangeError|SyntaxError)$/;

/**
 * Whether the recorded failure is an error that the service's own code makes to throw it: it refuses on purpose, so an answer
 * of success would hide the refusal.
 * @param folder the unchanged worktree
 */
export async function isThrownOnPurpose(folder: string, { failures }: Reproduction): Promise<boolean> {
  const [frame] = failures[0]?.frames ?? [];
  if (!frame) return false;
  const text = await readFile(join(folder, frame.path), 'utf8').catch(() => '');
  return throwsAt(frame.path, text, { ...frame, errorClass: failures[0]?.errorClass ?? null });
}

/** Whether what failed was the answer for another error: a handler of errors that read a status which it does not have. */
export function answersForAnError(recording: Pick<Recording, 'errors'> | null | undefined): boolean {
  const messages = (recording?.errors ?? []).map(({ message }) => message);
  return messages.some(namesInvalidStatus) && !messages.every(namesInvalidStatus);
}

/** Where an error arose; the line and the column count from 1. */
export interface ThrownAt {
  line: number;
  column: number;
  errorClass: string | null;
}

/** Whether a text makes an error to throw it, or to hand it on, where one arose. */
export function throwsAt(path: string, text: string, { line, column, errorClass }: ThrownAt): boolean {
  const program = parseModule(path, text);
  if (!program) return false;
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  // Without a column, the whole line.
  const from = column > 1 ? start + column - 1 : start;
  const to = column > 1 ? from : start + (lines[line - 1]?.length ?? 0);
  let found = false;
  everyNode(program, {
    enter(node) {
      // A function of its own inside, such as a callback, is entered on its own account.
      const made = madeErrors(node).find((one) => one.start <= to && one.end > from && one.start >= start);
      if (made && !(OF_THE_LANGUAGE.test(errorClass ?? '') && nameOf(made) !== errorClass)) found = true;
      return undefined;
    },
  });
  return found;
}

/** The errors that a node makes to throw them. */
function madeErrors(node: Node): Node[] {
  if (node.type === 'ThrowStatement') return chosen(node.argument);
  if (node.type !== 'CallExpression') return [];
  const { callee } = node;
  const name =
    callee.type === 'Identifier'
      ? callee.name
      : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
        ? callee.property.name
        : '';
  if (!HANDS_ON.test(name)) return [];
  const errors = node.arguments.filter(({ type }) => type === 'NewExpression');
  // `ctx.throw(404)` makes the error itself.
  return name === 'throw' && errors.length === 0 ? [node] : errors;
}

/** Either side of a choice, and what is behind a cast. */
function chosen(node: Node): Node[] {
  if (node.type === 'NewExpression' || node.type === 'CallExpression') return [node];
  if (node.type === 'ConditionalExpression') return [...chosen(node.consequent), ...chosen(node.alternate)];
  if (node.type === 'LogicalExpression') return [...chosen(node.left), ...chosen(node.right)];
  return 'expression' in node && typeof node.expression === 'object' ? chosen(node.expression as Node) : [];
}

function nameOf(node: Node): string | null {
  const callee = 'callee' in node ? (node.callee as Node) : null;
  if (callee?.type === 'Identifier') return callee.name;
  return callee?.type === 'MemberExpression' && callee.property.type === 'Identifier'
    ? callee.property.name
    : null;
}
