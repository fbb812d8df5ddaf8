import type { Power } from '../../domain/power.ts';
import type { Schema } from '../rows/kept.ts';
import { widerStatements } from '../rows/wider.ts';
import type { StatementsCompared } from './new-statements.ts';

/** The statements of a candidate's runs that mean rows which the base's left out. Values do not count: requests differ in them. */
export function widerRowPowers({ before, after, isWritten }: StatementsCompared, schema: Schema): Power[] {
  const known = before.map(({ text }) => text);
  const distinct = new Map(
    after
      .filter(({ outcome }) => outcome === 'completed')
      .map(({ statement }) => [statement.masked, statement.text] as const),
  );
  const texts = [...distinct.values()];
  const found = widerStatements(known, texts, { schema, literals: false });
  return found
    .filter(({ index }) => !isWritten(texts[index] as string))
    .map(({ what }) => ({ kind: 'statement', what, where: null, refused: false, seen: 'sandbox' }));
}
