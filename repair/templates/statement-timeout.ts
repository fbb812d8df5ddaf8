import type { Node } from 'oxc-parser';
import { findSql, type SqlText } from '../sql/find-sql.ts';
import { identifierName, stringValue } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { amountIn, resolve, writeNumber } from './helpers/constants.ts';
import { amountOf, explains, ladder, milliseconds } from './helpers/duration.ts';
import { handedOver } from './helpers/handed-over.ts';

const SETTING = '(?:statement|lock|transaction|idle_in_transaction_session)_timeout';
/** In a statement: `SET LOCAL statement_timeout = '2500ms'`, `set_config('statement_timeout', '5s', true)`. */
const IN_SQL = new RegExp(
  String.raw`\b(${SETTING})'?\s*(?:=|\bto\b|,)\s*'?(?:(\d+(?:\.\d+)?)\s*(us|ms|min|s|h|d)?\b|\$(\d+)\s*(us|ms|min|s|h|d)?)`,
  'gi',
);
/** In the options of a connection: `-c statement_timeout=2500`. */
const IN_OPTIONS = new RegExp(String.raw`\b(${SETTING})=(\d+)(us|ms|min|s|h|d)?`, 'g');
const OPTION = /^(statement|query|lock|transaction)_?timeout(_?(ms|millis))?$/i;

/** A time limit on a statement that was cancelled by it is raised, step by step. */
export const statementTimeout: Template = {
  name: 'statement-timeout',
  answers: ['statement_timeout'],
  *propose(input) {
    for (const text of input.sql) {
      for (const { match, setting } of settingsIn(text)) {
        const [whole, , amount, unit] = match;
        if (amount === undefined) continue;
        const start = match.index + whole.lastIndexOf(amount);
        for (const { ms, weight } of limits(input, milliseconds(amount, unit))) {
          const edit = text.edit(start, start + amount.length, amountOf(ms, unit));
          if (edit)
            yield suggestion(text.place.node, [edit], setting, `${amount}${unit ?? 'ms'}`, ms, weight);
        }
      }
    }
    for (const user of [input.source, ...input.others]) {
      for (const limit of limitsIn(user)) {
        if (user === input.source) yield* inCode(input, limit);
        for (const node of handedOver(input.source, user, limit.node))
          yield* inCode(input, { ...limit, node });
      }
    }
    for (const { node } of input.source.of('Literal', 'TemplateElement')) {
      const text = input.source.slice(node);
      for (const match of /-c\s/.test(text) ? text.matchAll(IN_OPTIONS) : []) {
        const [whole, setting = '', amount = '', unit] = match;
        const start = node.start + match.index + whole.indexOf(amount);
        for (const { ms, weight } of limits(input, milliseconds(amount, unit))) {
          const edit = { start, end: start + amount.length, text: amountOf(ms, unit) };
          yield suggestion(node, [edit], setting, `${amount}${unit ?? 'ms'}`, ms, weight);
        }
      }
    }
  },
};

function settingsIn(text: SqlText): { match: RegExpMatchArray & { index: number }; setting: string }[] {
  return [...text.sql.matchAll(IN_SQL)].map((match) => ({ match, setting: match[1] ?? '' }));
}

interface Limit {
  node: Node;
  setting: string;
  /** The unit that the statement writes after it. */
  unit?: string | undefined;
}

/** Expressions that a file uses as limits: put into a statement, or given as an option. */
function* limitsIn(source: Source): Generator<Limit> {
  for (const text of findSql(source)) {
    for (const { match, setting } of settingsIn(text)) {
      const hole = match[4] ? text.holes[Number(match[4]) - 1] : undefined;
      if (hole) yield { node: hole, setting, unit: match[5] };
    }
  }
  for (const { node } of source.of('Property')) {
    const name = identifierName(node.key) ?? stringValue(node.key) ?? '';
    if (OPTION.test(name)) yield { node: node.value, setting: name };
  }
}

/** A limit that the program hands over: a number of milliseconds, or a text such as `'5s'`. */
function* inCode(input: TemplateInput, { node, setting, unit }: Limit): Generator<Suggestion> {
  const amount = amountIn(input, node);
  const value = amount?.node ?? resolve(input, node);
  const text = /^(\d+(?:\.\d+)?)\s*(us|ms|min|s|h|d)?$/.exec(stringValue(value) ?? '');
  const written = input.source.slice(value);
  const scale = milliseconds('1', unit);
  const now = amount ? amount.value * scale : text ? milliseconds(text[1] ?? '', text[2]) : null;
  if (now === null) return;
  for (const { ms, weight } of limits(input, now)) {
    const quote = written[0] ?? "'";
    const replacement = text
      ? `${quote}${amountOf(ms, text[2])}${text[2] ?? ''}${quote}`
      : writeNumber(ms / scale / (amount?.factor ?? 1), written);
    const edit = { start: value.start, end: value.end, text: replacement };
    yield suggestion(value, [edit], setting, written, ms, weight);
  }
}

function limits({ evidence }: TemplateInput, now: number): { ms: number; weight: number }[] {
  if (now <= 0) return [];
  const latencies = evidence.failures.map((failure) => failure.latencyMs);
  const fit = explains(now, latencies);
  return ladder(now, null).map(({ ms, weight }) => ({ ms, weight: weight * fit }));
}

function suggestion(
  at: Node,
  edits: Suggestion['edits'],
  setting: string,
  from: string,
  toMs: number,
  weight: number,
): Suggestion {
  const rationale = `${setting} (${from}) cancels the statement before it ends; raise it to ${toMs} ms.`;
  return { edits, rationale, prior: weight, at };
}
