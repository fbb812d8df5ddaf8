import type { Node } from 'oxc-parser';
import { bare } from '../syntax/nodes.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { failingQueries, listedValues, type Query } from './helpers/queries.ts';
import { brief, replaceNode, shouldBe } from './helpers/text.ts';

const STATES = /^(08P01|22P02|42804|42883|42P18|22...)$/;

/**
 * What is bound to a statement has the shape that the statement asks for: no list around the list of values, a list for
 * `ANY`, one value for `=`, and as many values as there are places.
 */
export const boundArray: Template = {
  name: 'bound-array',
  answers: ['bound_value', 'sql_name', 'wrong_result', 'unknown_name', 'exception'],
  *propose(input) {
    const sure = input.clues.has('bound_value') || input.clues.has('sql_name');
    for (const query of failingQueries(input, STATES)) {
      for (const suggestion of [
        ...lists(input, query),
        ...comparisons(input, query),
        ...counts(input, query),
      ]) {
        yield { ...suggestion, prior: suggestion.prior * query.weight * (sure ? 1 : 0.3) };
      }
    }
  },
};

/** A list that is wrapped once too often, or not at all. */
function* lists({ source, scopes }: TemplateInput, { values }: Query): Generator<Suggestion> {
  if (!values) return;
  const list = bare(values);
  if (list.type === 'ArrayExpression') {
    for (const item of list.elements) {
      if (!item) continue;
      const kind = scopes.kind(item as Node);
      const spread = item.type === 'SpreadElement';
      if (list.elements.length === 1 && !spread && (kind === 'array' || kind === 'unknown')) {
        const text = source.slice(item);
        yield replace(source.slice(values), text, values, kind === 'array' ? 0.95 : 0.4);
      }
      const inner = bare(item as Node);
      if (inner.type === 'ArrayExpression' && inner.elements.length === 1 && inner.elements[0]) {
        yield replace(source.slice(item), source.slice(inner.elements[0]), item as Node, 0.8);
      }
      if (!spread && kind === 'array' && list.elements.length > 1) {
        yield replace(source.slice(item), `...${source.slice(item)}`, item as Node, 0.5);
      }
    }
  } else if (scopes.kind(values) !== 'array' && list.type !== 'CallExpression') {
    yield replace(source.slice(values), `[${source.slice(values)}]`, values, 0.7);
  }
}

/** `= $1` with a list, `IN ($1)` with a list, `= ANY($1)` with one value. */
function* comparisons({ source, scopes, evidence }: TemplateInput, query: Query): Generator<Suggestion> {
  const { text } = query;
  if (!text) return;
  // The database quotes a list that is bound in its own way of writing one.
  const isList = evidence.failures.some(({ message, output }) =>
    /type \w+: "\{/.test(`${message}\n${output}`),
  );
  const values = listedValues(query);
  const one = /(=|<>|!=)\s*\$(\d+)|\b(?:(not)\s+)?in\s*\(\s*\$(\d+)\s*\)/gi;
  for (const match of text.sql.matchAll(one)) {
    const node = values[Number(match[2] ?? match[4]) - 1];
    const place = `$${match[2] ?? match[4]}`;
    const kind = node ? scopes.kind(node) : 'unknown';
    if (node && kind !== 'array' && kind !== 'unknown') continue;
    const negated = match[3] !== undefined || (match[1] !== undefined && match[1] !== '=');
    const wanted = negated ? `<> ALL(${place})` : `= ANY(${place})`;
    const edit = text.edit(match.index, match.index + match[0].length, wanted);
    if (!edit) continue;
    yield {
      edits: [edit],
      rationale: `"${brief(match[0])}" compares with one value, and a list is bound; use "${wanted}".`,
      prior: kind === 'array' || isList ? 0.9 : 0.35,
      at: (node ?? text.place.node) as Node,
    };
  }
  for (const match of text.sql.matchAll(/\b(any|all)\s*\(\s*\$(\d+)/gi)) {
    const node = values[Number(match[2]) - 1];
    const kind = node ? scopes.kind(node) : 'unknown';
    if (!node || kind === 'array') continue;
    const value = source.slice(node);
    yield replace(value, `[${value}]`, node, 0.7);
    yield replace(value, `[].concat(${value})`, node, 0.3);
    if (kind === 'string' || kind === 'unknown') yield replace(value, `${value}.split(',')`, node, 0.4);
  }
}

/** As many values as the statement has places. */
function* counts({ source, scopes, evidence }: TemplateInput, query: Query): Generator<Suggestion> {
  const list = query.values ? bare(query.values) : null;
  const messages = evidence.failures.map(({ message, output }) => `${message}\n${output}`).join('\n');
  const told = /supplies (\d+) parameters?, but .{0,80}? requires (\d+)/.exec(messages);
  if (list?.type !== 'ArrayExpression' || !told) return;
  const [given, wanted] = [Number(told[1]), Number(told[2])];
  const items = list.elements.filter((item) => item !== null) as Node[];
  if (items.length !== given) return;
  if (given === wanted + 1) {
    for (const [index, item] of items.entries()) {
      const rest = items.filter((_, at) => at !== index).map((other) => source.slice(other));
      yield replace(source.slice(list), `[${rest.join(', ')}]`, item, index === given - 1 ? 0.6 : 0.4, list);
    }
  }
  if (given + 1 !== wanted) return;
  const used = new Set(items.map((item) => source.slice(item)));
  const near = scopes
    .visible(query.call)
    .filter(({ how, kind, name }) => how !== 'import' && kind !== 'function' && !used.has(name))
    .slice(0, 6);
  for (const [index, { name }] of near.entries()) {
    for (let at = items.length; at >= 0; at--) {
      const texts = items.map((item) => source.slice(item));
      texts.splice(at, 0, name);
      const prior = (at === items.length ? 0.5 : 0.25) * 0.85 ** index;
      yield replace(source.slice(list), `[${texts.join(', ')}]`, list, prior);
    }
  }
}

function replace(before: string, after: string, at: Node, prior: number, whole: Node = at): Suggestion {
  return { edits: [replaceNode(whole, after)], rationale: shouldBe(before, after), prior, at };
}
