import type { Node } from 'oxc-parser';
import type { Scopes } from '../syntax/binding.ts';
import { indentAt } from '../syntax/edits.ts';
import {
  ancestors,
  bare,
  identifierName,
  is,
  isReference,
  memberName,
  stringValue,
} from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { statusLike, statusLiterals } from './status-literal.ts';

/** A way in which a file turns a request away, or answers it: statements that can stand elsewhere. */
export interface Refusal {
  /** The status in the file. */
  status: number;
  /** What the file says with it; null where it says nothing. */
  message: string | null;
  throws: boolean;
  /** Where it stands. */
  place: Place;
  /** Names that must be in scope where it is to stand. */
  names: string[];
  /** The statements with another status, and another message where it says one. The last one ends the function. */
  write(status: number, message: string | null): string;
}

const MESSAGE_KEY = /^(error|message|msg|detail|reason|title|description)$/;
/** Longer statements do more than answer. */
const LONGEST = 400;

/** Several templates ask for each place; a source never changes. */
const found = new WeakMap<Source, Refusal[]>();

/** All answers and errors with a status that a file gives, refusals first. */
export function findRefusals(source: Source, scopes: Scopes): Refusal[] {
  const known = found.get(source);
  if (known) return known;
  const refusals = statusLiterals(source)
    .map((literal) => refusal(source, scopes, literal))
    .filter((one) => one !== null)
    .sort((a, b) => Number(b.status >= 400) - Number(a.status >= 400));
  found.set(source, refusals);
  return refusals;
}

type Literal = ReturnType<typeof statusLiterals>[number];

function refusal(source: Source, scopes: Scopes, { status, place, statement }: Literal): Refusal | null {
  const range = { start: statement.node.start, end: endOf(statement, source) };
  const arrow = is(statement, 'ArrowFunctionExpression');
  if (arrow) range.start = statement.node.body.start;
  const text = source.slice(range);
  const inside = (node: Node) => node.start >= range.start && node.end <= range.end;
  if (text.length > LONGEST || source.places.some(({ node }) => inside(node) && isBig(node))) return null;
  const caught = caughtArguments(place);
  const message = messageIn(source, range) ?? textBeside(place);
  const says = message ?? (status < 400 ? bodyIn(source, range) : null);
  const names = source
    .of('Identifier')
    .filter((at) => inside(at.node) && isReference(at) && !(says && within(at.node, says)))
    .filter((at) => !caught.some((extra) => within(at.node, extra)) && !isDeclaredIn(statement, at.node.name))
    .flatMap((at) => (scopes.binding(at, at.node.name) ? [at.node.name] : []));
  const throws = statement.node.type === 'ThrowStatement';
  const ends = throws || arrow || /(^|[;\n\s])return\b[^;]*;?$/.test(text.trim());
  return {
    status,
    message: message ? (stringValue(message) ?? null) : null,
    throws,
    place: statement,
    names: [...new Set(names)],
    write(other, saying) {
      const edits: [{ start: number; end: number }, string][] = [
        [place.node, statusLike(source, place.node, other)],
      ];
      for (const again of repeated(source, range, place.node, status)) edits.push([again, String(other)]);
      for (const extra of caught) edits.push([extra, '']);
      if (message && saying !== null) {
        // What else it says belongs to its own status.
        const further = other === status ? [] : sentencesBeside(source, range, message);
        for (const text of [message, ...further]) edits.push([text, quoted(source.slice(text), saying)]);
      } else if (says && saying !== null) edits.push([says, `{ error: ${quoted("'", saying)} }`]);
      const indent = `\n${indentAt(source.text, range.start)}`;
      const written = replaced(source.text, range, edits).replaceAll(indent, '\n');
      const closed = /;\s*$/.test(written) ? written : `${written};`;
      if (arrow) return `return ${closed}`;
      return ends ? closed : `${closed}\nreturn;`;
    },
  };
}

/** `const error = ..` of an answer that declares the error before it hands it on. */
function isDeclaredIn({ node }: Place, name: string): boolean {
  return (
    node.type === 'VariableDeclaration' &&
    node.declarations.some(({ id }) => identifierName(id as Node) === name)
  );
}

/** `, err` at the end of `new HttpError(400, 'bad', err)` in a `catch`: there is no such error elsewhere. */
function caughtArguments(place: Place): { start: number; end: number }[] {
  const call = place.parent;
  if (!is(call, 'NewExpression', 'CallExpression')) return [];
  const handler = [...ancestors(place)].find((at) => is(at, 'CatchClause'));
  const caught = is(handler ?? null, 'CatchClause') ? identifierName(handler?.node.param as Node) : null;
  const last = call.node.arguments.at(-1);
  const before = call.node.arguments.at(-2);
  if (caught === null || !last || !before || identifierName(last as Node) !== caught) return [];
  return [{ start: before.end, end: last.end }];
}

/** The last text among the arguments with the status: it tells the caller why, also in one word. */
function textBeside({ parent, key }: Place): Node | null {
  if (key !== 'arguments' || !is(parent, 'NewExpression', 'CallExpression')) return null;
  const texts = parent.node.arguments.filter((each) => stringValue(each as Node) !== null);
  return (texts.at(-1) as Node | undefined) ?? null;
}

/** The end of an answer: what the same object does directly behind it belongs to it, such as `res.end()`. */
function endOf(statement: Place, source: Source): number {
  const { parent, index, node } = statement;
  const list = (parent?.node as { body?: Node[] } | undefined)?.body;
  // The error that it declares is handed on by the statement behind it.
  if (node.type === 'VariableDeclaration')
    return index === null ? node.end : (list?.[index + 1]?.end ?? node.end);
  const object = node.type === 'ExpressionStatement' ? rootOf(node.expression) : null;
  if (!object || index === null || !Array.isArray(list)) return node.end;
  let end = node.end;
  for (const next of list.slice(index + 1)) {
    const same = next.type === 'ExpressionStatement' && rootOf(next.expression) === object;
    const leaves =
      next.type === 'ReturnStatement' && (!next.argument || rootOf(next.argument as Node) === object);
    if (!same && !leaves) break;
    end = next.end;
    if (leaves) break;
  }
  return source.text[end] === ';' ? end + 1 : end;
}

/** `res` of `res.status(404).json(..)` and of `res.statusCode = 404`. */
function rootOf(expression: Node): string | null {
  const inner = bare(expression);
  if (inner.type === 'CallExpression') {
    return memberName(inner.callee) ? rootOf(inner.callee) : null;
  }
  if (inner.type === 'MemberExpression') return rootOf(inner.object);
  if (inner.type === 'AssignmentExpression') return rootOf(inner.left as Node);
  if (inner.type === 'AwaitExpression') return rootOf(inner.argument);
  return identifierName(inner);
}

/** The text that tells the caller why. */
function messageIn(source: Source, range: { start: number; end: number }): Node | null {
  const texts = source.of('Literal', 'TemplateLiteral').filter(({ node }) => {
    if (!within(node, range)) return false;
    return node.type === 'TemplateLiteral' || typeof node.value === 'string';
  });
  const keyed = texts.find(
    ({ parent, key }) =>
      is(parent, 'Property') && key === 'value' && MESSAGE_KEY.test(identifierName(parent.node.key) ?? ''),
  );
  const argument = texts.find(
    ({ parent, key, node }) =>
      key === 'arguments' && is(parent, 'CallExpression', 'NewExpression') && /\s/.test(source.slice(node)),
  );
  return (keyed ?? argument)?.node ?? null;
}

/** Where the body of a refusal says its status again: `{ statusCode: 404 }`. */
function repeated(
  source: Source,
  range: { start: number; end: number },
  status: Node,
  number: number,
): Node[] {
  return source
    .of('Literal')
    .filter(
      ({ node, parent }) =>
        node !== status && node.value === number && within(node, range) && is(parent, 'Property'),
    )
    .map(({ node }) => node);
}

/** Further sentences of the same refusal, such as those of a list of details. */
function sentencesBeside(source: Source, range: { start: number; end: number }, message: Node): Node[] {
  return source
    .of('Literal', 'TemplateLiteral')
    .filter(({ node, key, parent }) => {
      const says = node.type === 'TemplateLiteral' ? source.slice(node) : (stringValue(node) ?? '');
      if (node === message || !within(node, range) || !/\w\s+\w/.test(says)) return false;
      if (is(parent, 'Property'))
        return key === 'value' && MESSAGE_KEY.test(identifierName(parent.node.key) ?? '');
      return key === 'arguments' && is(parent, 'CallExpression', 'NewExpression');
    })
    .map(({ node }) => node);
}

/** The object with which a good answer is given. */
function bodyIn(source: Source, range: { start: number; end: number }): Node | null {
  const found = source
    .of('ObjectExpression')
    .find(
      ({ node, key, parent }) => within(node, range) && key === 'arguments' && is(parent, 'CallExpression'),
    );
  return found?.node ?? null;
}

function isBig(node: Node): boolean {
  return /Function|Statement$/.test(node.type) && !/^(Expression|Return|Throw)Statement$/.test(node.type);
}

function within(node: { start: number; end: number }, range: { start: number; end: number }): boolean {
  return node.start >= range.start && node.end <= range.end;
}

function quoted(like: string, text: string): string {
  const quote = like.startsWith('"') ? '"' : "'";
  return quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
}

function replaced(
  text: string,
  range: { start: number; end: number },
  edits: [{ start: number; end: number }, string][],
): string {
  let result = '';
  let at = range.start;
  for (const [node, put] of edits.sort(([a], [b]) => a.start - b.start)) {
    result += text.slice(at, node.start) + put;
    at = node.end;
  }
  return result + text.slice(at, range.end);
}
