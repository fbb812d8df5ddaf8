import type { Node } from 'oxc-parser';
import { answersAt } from '../refusals/at-place.ts';
import { findSql } from '../sql/find-sql.ts';
import { isPure, statementInFunction } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { Template, TemplateInput } from '../template.ts';
import { type DatabaseRefusal, wantedFor } from './helpers/database-refusal.ts';
import { handedOver } from './helpers/handed-over.ts';
import { failingQueries, listedValues, type Query } from './helpers/queries.ts';
import { guard } from './helpers/statements.ts';
import { brief, operand } from './helpers/text.ts';

/** Input that cannot be what the database stores is turned away before it gets there. */
export const refuseInput: Template = {
  name: 'refuse-input',
  answers: ['bound_value'],
  *propose(input) {
    const refused = wantedFor(input);
    if (!refused || refused.isOurs) return;
    const { source } = input;
    for (const { node, statement, weight } of refusedValues(input, refused)) {
      const test = failingTest(input, node, refused.type);
      if (!test || !isCheap(node)) continue;
      const missing = isKey(source.slice(node)) ? [{ status: 404, message: 'not found' }] : [];
      for (const answer of answersAt(input, statement, [...missing, ...refused.wanted])) {
        yield {
          edits: guard(source, statement.node, test, answer.text),
          rationale: `"${brief(source.slice(node))}" cannot be a ${refused.type}; the request is answered with ${answer.status} before the database is asked.`,
          prior: 0.88 * weight * answer.weight,
          at: node,
        };
      }
    }
  },
};

interface Value {
  node: Node;
  /** Where it can be turned away. */
  statement: Place;
  weight: number;
}

/** Functions that a value is handed through at most, from where the request comes in to the statement. */
const MOST_HANDS = 3;

/** What this file binds to the refused statement, and what it hands to a function which does, in any file. */
function* refusedValues(input: TemplateInput, refused: DatabaseRefusal): Generator<Value> {
  const { source } = input;
  const files = [source, ...input.others];
  let values = files.flatMap((file) => boundIn({ ...input, source: file, sql: findSql(file) }, refused));
  const done = new Set<Node>();
  for (let hands = 0; hands <= MOST_HANDS && values.length > 0; hands++) {
    values = values.filter(({ node }) => !done.has(node) && done.add(node));
    for (const { file, node, weight } of values) {
      const statement = file === source ? statementInFunction(file.placeOf(node)) : null;
      if (statement) yield { node, statement, weight };
    }
    values = values.flatMap(({ file, node, weight }) =>
      files.flatMap((other) =>
        [...handedOver(other, file, node)].map((given) => ({
          file: other,
          node: given,
          weight: weight * 0.97,
        })),
      ),
    );
  }
}

function boundIn(
  input: TemplateInput,
  refused: DatabaseRefusal,
): { file: Source; node: Node; weight: number }[] {
  return failingQueries(input, /^22...$/).flatMap((query) =>
    suspects(input, query, refused).map(([node, weight]) => ({
      file: input.source,
      node,
      weight: weight * query.weight,
    })),
  );
}

/** The bound expressions that may be the refused one: by the value that the database quotes, else all. */
function suspects({ evidence }: TemplateInput, query: Query, { value }: DatabaseRefusal): [Node, number][] {
  const values = listedValues(query);
  const bound = evidence.observations.statements.find(
    ({ text, sqlstate, parameters }) => sqlstate && parameters && query.text?.matches(text),
  )?.parameters;
  const index = value === null ? -1 : (bound?.indexOf(value) ?? -1);
  const found = index >= 0 ? values[index] : undefined;
  return found ? [[found, 1]] : values.map((node) => [node, values.length === 1 ? 0.95 : 0.6]);
}

const UUID = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i';
/** What the integers of PostgreSQL hold (its documentation, 8.1.1). */
const LARGEST: Record<string, string> = { smallint: '32767', integer: '2147483647' };

/** A condition that is true for what the type cannot hold. */
function failingTest({ source, scopes }: TemplateInput, node: Node, type: string | null): string | null {
  const text = source.slice(node);
  const isNumber = scopes.kind(node) === 'number';
  const length = /^character varying\((\d+)\)|^character\((\d+)\)/.exec(type ?? '');
  if (length) return `${operand(source, node)}.length > ${length[1] ?? length[2]}`;
  switch (type) {
    case 'uuid':
      return `!${UUID}.test(${text})`;
    case 'smallint':
    case 'integer':
      return isNumber
        ? `!Number.isInteger(${text}) || Math.abs(${text}) > ${LARGEST[type]}`
        : `!/^-?\\d+$/.test(String(${text})) || Math.abs(Number(${text})) > ${LARGEST[type]}`;
    case 'bigint':
      return isNumber ? `!Number.isSafeInteger(${text})` : `!/^-?\\d{1,18}$/.test(String(${text}))`;
    case 'numeric':
    case 'double precision':
    case 'real':
      return isNumber ? `!Number.isFinite(${text})` : `${text} === '' || !Number.isFinite(Number(${text}))`;
    case 'date':
    case 'timestamp':
    case 'timestamp with time zone':
      return `Number.isNaN(Date.parse(${text}))`;
    default:
      return null;
  }
}

function isKey(text: string): boolean {
  return /params|(^|[._])(id|uuid|key|slug)$|Id$/i.test(text);
}

function isCheap(node: Node): boolean {
  return isPure(node) || node.type === 'CallExpression';
}
