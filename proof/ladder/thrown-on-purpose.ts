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
 * @returns null: it is not; the status with which it refuses, where that is written out
 */
export async function thrownOnPurpose(
  folder: string,
  { failures }: Reproduction,
): Promise<{ status: number | null } | null> {
  const [frame] = failures[0]?.frames ?? [];
  if (!frame) return null;
  const text = await readFile(join(folder, frame.path), 'utf8').catch(() => '');
  const at = { ...frame, errorClass: failures[0]?.errorClass ?? null };
  return throwsAt(frame.path, text, at) ? { status: statusThrownAt(frame.path, text, at) } : null;
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
export function throwsAt(path: string, text: string, at: ThrownAt): boolean {
  return madeAt(path, text, at) !== null;
}

/** The status from 400 to 499 that is written out where an error is made to throw it; null: none, or several. */
export function statusThrownAt(path: string, text: string, at: ThrownAt): number | null {
  const made = madeAt(path, text, at);
  const given = made && 'arguments' in made ? (made.arguments as Node[]) : [];
  const statuses = given.flatMap((one) =>
    one.type === 'Literal' && typeof one.value === 'number' && one.value >= 400 && one.value < 500
      ? [one.value]
      : [],
  );
  return statuses.length === 1 ? (statuses[0] ?? null) : null;
}

function madeAt(path: string, text: string, { line, column, errorClass }: ThrownAt): Node | null {
  const program = parseModule(path, text);
  if (!program) return null;
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  // Without a column, the whole line.
  const from = column > 1 ? start + column - 1 : start;
  const to = column > 1 ? from : start + (lines[line - 1]?.length ?? 0);
  let found: Node | null = null;
  everyNode(program, {
    enter(node) {
      // A function of its own inside, such as a callback, is entered on its own account.
      const made = madeErrors(node).find((one) => one.start <= to && one.end > from && one.start >= start);
      if (made && !(OF_THE_LANGUAGE.test(errorClass ?? '') && nameOf(made) !== errorClass)) found ??= made;
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
