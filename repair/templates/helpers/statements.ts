import type { Node } from 'oxc-parser';
import type { Edit } from '../../syntax/edits.ts';
import { indentAt } from '../../syntax/edits.ts';
import type { Place, Source } from '../../syntax/source.ts';
import { insertBefore } from './lists.ts';

/**
 * Puts text before and after the statements from `start` to `end`, and indents them, as insertions only, so that a
 * change inside them can be made at the same time.
 */
export function wrapStatements(
  source: Source,
  range: { start: number; end: number },
  before: string[],
  after: string[],
): Edit[] {
  const indent = indentAt(source.text, range.start);
  const lines = (list: string[]) => list.map((line) => indent + line).join('\n');
  const deeper = '  '.repeat(depthOf(before));
  const edits: Edit[] = [
    { start: range.start, end: range.start, text: `${lines(before).trimStart()}\n${indent}${deeper}` },
  ];
  const inTemplate = source
    .of('TemplateLiteral')
    .map(({ node }) => node)
    .filter((node) => source.slice(node).includes('\n'));
  for (
    let at = source.text.indexOf('\n', range.start);
    at !== -1 && at < range.end;
    at = source.text.indexOf('\n', at + 1)
  ) {
    const start = at + 1;
    const blank = source.text[start] === '\n';
    if (blank || inTemplate.some((node) => start > node.start && start < node.end)) continue;
    edits.push({ start, end: start, text: deeper });
  }
  edits.push({ start: range.end, end: range.end, text: `\n${lines(after)}` });
  return edits;
}

/** A statement, and where it declares something all that comes after it in its list, since that may need it. */
export function withWhatNeedsIt({ node, parent }: Place): { start: number; end: number } {
  const list = (parent?.node as { body?: Node[] } | undefined)?.body ?? [];
  const last = node.type === 'VariableDeclaration' ? (list.at(-1) ?? node) : node;
  return { start: node.start, end: last.end };
}

/** An `if` before a statement: on one line where the answer is one, else with a block. */
export function guard(source: Source, { start }: { start: number }, test: string, answer: string): Edit[] {
  const lines = answer.split('\n');
  const indent = indentAt(source.text, start);
  const block = lines.map((line) => `${indent}  ${line}`).join('\n');
  const text = lines.length === 1 ? `if (${test}) ${answer}` : `if (${test}) {\n${block}\n${indent}}`;
  return insertBefore(source, { start }, text);
}

function depthOf(lines: string[]): number {
  return lines.filter((line) => line.endsWith('{')).length;
}

/** A name that the file does not use, or not inside a node of it: the wanted one, or with a number. */
export function freshName(
  source: Source,
  wanted: string,
  inside: { start: number; end: number } = source.program,
): string {
  const taken = new Set(
    source
      .of('Identifier')
      .filter((place) => !isKey(place) && place.node.start >= inside.start && place.node.end <= inside.end)
      .map(({ node }) => node.name),
  );
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}${number}`;
    if (!taken.has(name)) return name;
  }
}

/** A name of a property, which is in nobody's way. */
function isKey({ parent, key }: Place): boolean {
  const { node } = parent ?? {};
  if (node?.type === 'Property') return key === 'key' && !node.computed && !node.shorthand;
  return node?.type === 'MemberExpression' && key === 'property' && !node.computed;
}
