import type { Node } from 'oxc-parser';
import type { Edit } from '../../syntax/edits.ts';
import { indentAt } from '../../syntax/edits.ts';
import type { Place, Source } from '../../syntax/source.ts';

/** A list of statements: a block's, or the program's. */
export interface StatementList {
  place: Place;
  statements: Node[];
}

/** All lists of statements in a file that belong to functions. */
export function statementLists(source: Source): StatementList[] {
  return source
    .of('BlockStatement')
    .map((place) => ({ place: place as Place, statements: place.node.body as Node[] }));
}

/** Inserts a line before a statement. */
export function insertBefore(source: Source, statement: { start: number }, text: string): Edit[] {
  const indent = indentAt(source.text, statement.start);
  return [{ start: statement.start, end: statement.start, text: `${text}\n${indent}` }];
}

/** Inserts a line after a statement. */
export function insertAfter(source: Source, statement: { start: number; end: number }, text: string): Edit[] {
  const indent = indentAt(source.text, statement.start);
  return [{ start: statement.end, end: statement.end, text: `\n${indent}${text}` }];
}

/** Takes a whole line or statement out, with the blank that leads to it. */
export function removeStatement(source: Source, statement: { start: number; end: number }): Edit {
  let start = statement.start;
  while (start > 0 && /[ \t]/.test(source.text[start - 1] ?? '')) start--;
  if (source.text[start - 1] === '\n') start--;
  else start = statement.start;
  return { start, end: statement.end, text: '' };
}
