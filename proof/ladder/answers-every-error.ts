import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Node } from 'oxc-parser';
import { everyNode, parseModule } from '../screen/parse-module.ts';

/** By which a handler calls what it is given. */
const ERROR = /^(?:e|err|error|exception|cause)$/i;
/** By which a request goes to the code that answers it. */
const REQUEST = /^(?:req|request|ctx|context|c)$/;
const STATUS = /(?<![\w.])([2-5]\d\d)(?![\w.])/g;
/** What is answered where nothing else applies. */
const FALLBACK = /(?:\?\?|\|\||:)\s*([24]\d\d)(?!\w)/;
/** Hands on what it does not know. */
const HANDS_ON = /\bthrow\b|\bnext\s*\(/;

/**
 * Whether a change lets the one place where a service answers for its errors answer each of them with a success or a refusal, also
 * those that have nothing to do with the request.
 * @param paths files that the change may concern
 * @returns a sentence; null: it does not
 */
export async function answersEveryError(
  before: string,
  after: string,
  paths: readonly string[],
): Promise<string | null> {
  for (const path of paths) {
    const read = (folder: string) => readFile(join(folder, path), 'utf8').catch(() => '');
    const [old, now] = await Promise.all([read(before), read(after)]);
    const status = old === now ? null : statusOfEvery(path, old, now);
    if (status !== null) {
      return `the service answers every error with ${status} now, also one that has nothing to do with the request`;
    }
  }
  return null;
}

/** The status with which a changed handler answers every error, which it did not before; null without one. */
export function statusOfEvery(path: string, before: string, after: string): number | null {
  const [old, now] = [handlersIn(path, before), handlersIn(path, after)];
  if (old.length !== now.length) return null;
  for (const [index, text] of now.entries()) {
    const earlier = old[index] ?? '';
    const statuses = statusesOf(text);
    if (text === earlier || statuses.some((one) => one >= 500) || HANDS_ON.test(text)) continue;
    const fallback = FALLBACK.exec(earlier) ? undefined : FALLBACK.exec(text)?.[1];
    if (fallback) return Number(fallback);
    if (statusesOf(earlier).some((one) => one >= 500) && statuses.length > 0)
      return statuses.at(-1) as number;
  }
  return null;
}

const statusesOf = (text: string) => [...text.matchAll(STATUS)].map(([, number]) => Number(number));

/** Texts of the places that answer for errors wherever they arise, in their order. */
function handlersIn(path: string, text: string): string[] {
  const program = parseModule(path, text);
  const found: Node[] = [];
  if (!program) return [];
  everyNode(program, {
    enter(node) {
      if (isHandler(node)) found.push(node);
      else if (node.type === 'CallExpression') found.push(...caughtOf(node));
      else if (node.type === 'TryStatement' && node.handler && passesOn(text, node.block)) {
        found.push(node.handler);
      }
      return undefined;
    },
  });
  return found.map(({ start, end }) => text.slice(start, end));
}

/** `(error, request, reply) => {}`, as frameworks take one. */
function isHandler(node: Node): boolean {
  if (!isFunction(node)) return false;
  const [first, ...others] = node.params.map(nameOf);
  return ERROR.test(first ?? '') && others.length > 0;
}

/** `route(request, response).catch(…)` */
function caughtOf({ callee, arguments: given }: Node & { type: 'CallExpression' }): Node[] {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  const { object, property } = callee;
  if (property.name !== 'catch' || object.type !== 'CallExpression') return [];
  if (!object.arguments.some((one) => REQUEST.test(nameOf(one) ?? ''))) return [];
  return given.filter(isFunction);
}

/** A block that lets the rest of the service work on a request: Koa's `await next()`, or a call with the request. */
function passesOn(text: string, { start, end }: Node): boolean {
  return /\bnext\s*\(\s*\)|\bawait\s+\w+\(\s*(?:req|request|ctx)\s*,/.test(text.slice(start, end));
}

type FunctionLike = Extract<Node, { params: Node[] }>;

function isFunction(node: Node): node is FunctionLike {
  return node.type === 'FunctionDeclaration' || /^(?:Arrow)?FunctionExpression$/.test(node.type);
}

function nameOf(node: Node): string | null {
  return node.type === 'Identifier' ? node.name : null;
}
