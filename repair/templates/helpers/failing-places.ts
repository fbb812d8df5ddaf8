import type { Node } from 'oxc-parser';
import {
  ancestors,
  bare,
  calleeName,
  functionAround,
  functionName,
  statementInFunction,
} from '../../syntax/nodes.ts';
import type { Place, Source } from '../../syntax/source.ts';
import type { TemplateInput } from '../../template.ts';
import { failingQueries } from './queries.ts';

/** A place where a statement may be sent that the database refused, and a statement of the code around it. */
export interface FailingPlace {
  at: Place;
  statement: Place;
  /** 0 to 1: how sure it is. */
  weight: number;
}

/**
 * Where this file sends the refused statement: by a call with its text, by what the stack names, or by the table that a
 * query builder is given; and where it calls the function which does.
 */
export function failingPlaces(input: TemplateInput, states: RegExp): FailingPlace[] {
  const { source } = input;
  const found = new Map<Node, FailingPlace>();
  const add = (at: Place, weight: number) => {
    const statement = statementInFunction(at);
    if (statement && (found.get(statement.node)?.weight ?? 0) < weight) {
      found.set(statement.node, { at, statement, weight });
    }
  };
  const sent = [
    ...failingQueries(input, states).map(({ call, weight }) => ({ at: call as Place, weight })),
    ...framedCalls(input),
    ...builtQueries(input),
  ];
  for (const { at, weight } of sent) {
    add(at, weight);
    for (const caller of callersOf(source, at)) add(caller, weight);
  }
  return [...found.values()].sort((a, b) => b.weight - a.weight);
}

/** What the lines of the stack wait for. */
function framedCalls({ source, clues }: TemplateInput): { at: Place; weight: number }[] {
  const frames = clues.frames.filter(({ path }) => path === source.path);
  if (frames.length === 0) return [];
  const lineOf = (offset: number) => source.text.slice(0, offset).split('\n').length;
  return source.of('AwaitExpression').flatMap((place) => {
    const [from, to] = [lineOf(place.node.start), lineOf(place.node.end)];
    const frame = frames.find(({ line }) => line >= from && line <= to);
    return frame ? [{ at: place as Place, weight: 0.97 * 0.95 ** frame.depth }] : [];
  });
}

/** `knex('guests')`, `db.insert(ratings)`: what is awaited and names a table of the refused statement. */
function builtQueries({ source, evidence }: TemplateInput): { at: Place; weight: number }[] {
  const refused = [
    ...evidence.failures.map(({ statement, sqlstate }) => ({ text: statement, sqlstate })),
    ...evidence.observations.statements,
  ].filter(({ sqlstate }) => sqlstate !== null);
  const tables = refused.flatMap(({ text }) => [
    ...(text ?? '').matchAll(/\b(?:from|into|update|join)\s+(?:"?\w+"?\.)?"?(\w+)"?/gi),
  ]);
  const names = [...new Set(tables.map((match) => match[1] ?? ''))];
  if (names.length === 0) return [];
  const named = new RegExp(`\\b(${names.join('|')})\\b`);
  return source.of('AwaitExpression').flatMap((place) => {
    const inner = bare(place.node.argument);
    const builds = inner.type === 'CallExpression' || inner.type === 'TaggedTemplateExpression';
    return builds && named.test(source.slice(inner)) ? [{ at: place as Place, weight: 0.9 }] : [];
  });
}

/** Calls in this file of the function around a place, and of the one around those. */
function callersOf(source: Source, at: Place): Place[] {
  const all: Place[] = [];
  let last = [at];
  for (let steps = 0; steps < 2; steps++) {
    const names = last
      .map((place) => functionAround(place))
      .flatMap((owner) => (owner ? (functionName(owner) ?? []) : []));
    last = source
      .of('CallExpression')
      .filter((call) => names.includes(calleeName(call.node) ?? ''))
      .filter((call) => !all.includes(call) && ![...ancestors(at)].includes(call));
    all.push(...last);
  }
  return all;
}
