import type { Node } from 'oxc-parser';
import type { SqlText } from '../../sql/find-sql.ts';
import { bare, identifierName } from '../../syntax/nodes.ts';
import type { NodeOf, Place } from '../../syntax/source.ts';
import type { TemplateInput } from '../../template.ts';
import { failingSql } from './failing-sql.ts';
import { isQueryCall } from './outbound.ts';

/** A call that sends a statement, with what is bound to it. */
export interface Query {
  call: Place<NodeOf<'CallExpression'>>;
  text: SqlText | null;
  /** The list of values as it is handed over; null where none is. */
  values: Node | null;
  /** 0 to 1: how sure it is that this is the one which failed. */
  weight: number;
}

/** The calls whose statements may be the ones that the database refused with one of these SQLSTATEs. */
export function failingQueries(input: TemplateInput, sqlstates: RegExp): Query[] {
  const { source, evidence } = input;
  const states = [
    ...evidence.failures.map(({ sqlstate }) => sqlstate),
    ...evidence.observations.statements.map(({ sqlstate }) => sqlstate),
  ].filter((state) => state !== null && sqlstates.test(state));
  const failing = failingSql(input, [...new Set(states)] as string[]);
  return source.of('CallExpression').flatMap((call): Query[] => {
    if (!isQueryCall(call.node)) return [];
    const [first, second] = call.node.arguments as Node[];
    if (!first) return [];
    const inside = failing.find(({ text }) => {
      const { node } = text.place;
      return node.start >= call.node.start && node.end <= call.node.end;
    });
    const config = bare(first);
    const values = config.type === 'ObjectExpression' ? propertyOf(config, 'values') : (second ?? null);
    // A statement that is kept under a name, or made elsewhere, is not seen in the call.
    return [{ call, text: inside?.text ?? null, values, weight: inside?.weight ?? 0.5 }];
  });
}

function propertyOf(object: NodeOf<'ObjectExpression'>, name: string): Node | null {
  for (const property of object.properties) {
    if (property.type === 'Property' && identifierName(property.key) === name) return property.value;
  }
  return null;
}

/** The values as they are listed, in order; empty where the list is made elsewhere. */
export function listedValues({ values, text }: Query): Node[] {
  const list = values ? bare(values) : null;
  if (list?.type === 'ArrayExpression') {
    const items = list.elements.filter((item) => item !== null);
    return items.every(({ type }) => type !== 'SpreadElement') ? (items as Node[]) : [];
  }
  return text ? text.holes : [];
}
