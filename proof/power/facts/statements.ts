import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { fold, HOLE, keyOf } from '../fold.ts';
import { pathOf } from '../path.ts';
import { bare, functionsAround, type Reading } from '../reading.ts';
import { isStatement, sqlPowers } from '../sql-powers.ts';
import { sourceOf } from './calls.ts';
import { isPiece } from './texts.ts';

/** Methods that take a statement. */
const ASKS_DATABASE =
  /^(query|execute|exec|raw|unsafe|prepare|run|all|each|get|one|none|many|any|oneOrNone|manyOrNone|\$queryRaw|\$executeRaw|\$queryRawUnsafe|\$executeRawUnsafe|queryRaw|executeRaw|sql|stream|cursor)$/i;

const STATEMENT_KEYS = /^(text|sql|query|statement)$/;
/** Values of a statement, and a limit of its time. */
const STATEMENT_VALUES = /^(values|params|args|bind|replacements|timeout|query_timeout)$/;

/** A statement that a program holds; its text is null when only the running program knows it. */
interface Asked {
  node: SyntaxNode;
  text: string | null;
}

/** What a program asks of databases: kinds of statements, tables, functions, settings, locks. */
export const findStatements: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) optionFacts(reading, node, add);
  const all = asked(reading);
  const whole = isWholeTransaction(all.map(({ text }) => text ?? ''));
  writesOn(reading, all, add);
  for (const { node, text } of all) {
    if (whole && text && TRANSACTION.test(text)) continue;
    if (text === null) {
      const said = sourceOf(reading, node);
      const what = `sends the statement ${quote(said)}, which only the running program knows`;
      add('statement', `sql:unknown:${said}`, what, node);
      continue;
    }
    for (const { key, what, counted = false } of sqlPowers(text)) {
      add('statement', `sql:${key}`, what, node, { counted });
    }
  }
};

const SKIPS = /\bon\s+conflict\b[\s\S]*\bdo\s+nothing\b/i;
const WRITES = /^\s*(?:insert|update|delete|merge)\b/i;

/** A row that exists already is left out, and the writes that belong to a new one are done all the same. */
function writesOn(reading: Reading, all: Asked[], add: Add): void {
  for (const { node, text } of all) {
    const [around] = functionsAround(reading, node);
    if (!text || !SKIPS.test(text) || !around) continue;
    if (/\brow(?:Count|s)\b|\.length\b|affectedRows/.test(reading.text.slice(around.start, around.end)))
      continue;
    const next = all.find(
      (other) => other.node.start > node.end && other.node.end < around.end && WRITES.test(other.text ?? ''),
    );
    if (!next) continue;
    const what = `leaves out a row that exists already, and then still does ${quote(next.text ?? '')}`;
    add('statement', `sql:writes-on:${next.text}`, what, node);
  }
}

const TRANSACTION =
  /^\s*(?:begin|start\s+transaction|commit|end|rollback)(?:\s+(?:transaction|work))?\s*;?\s*$/i;

/** A transaction that is begun and, in both ways, ended: it does nothing more than its statements. */
function isWholeTransaction(texts: string[]): boolean {
  const count = (pattern: RegExp) =>
    texts.filter((text) => TRANSACTION.test(text) && pattern.test(text)).length;
  const begun = count(/^\s*(?:begin|start)/i);
  return begun > 0 && count(/^\s*(?:commit|end)/i) >= begun && count(/^\s*rollback/i) >= begun;
}

/** What a statement is sent with besides its text and values: a name to keep it by, parsers, a mode. */
function optionFacts(reading: Reading, node: SyntaxNode, add: Add): void {
  const [first] = node.type === 'CallExpression' ? node.arguments : [];
  if (first?.type !== 'ObjectExpression' || !propertyOf(reading, first, STATEMENT_KEYS)) return;
  if (!ASKS_DATABASE.test(pathOf(reading, node.callee).names.at(-1) ?? '')) return;
  for (const each of first.properties) {
    const name = each.type === 'Property' ? keyOf(reading, each) : null;
    if (name !== null && (STATEMENT_KEYS.test(name) || STATEMENT_VALUES.test(name))) continue;
    const shown = name ?? '…';
    add('statement', `statement-option:${shown}`, `sends a statement with ${quote(shown)}`, each);
  }
}

/** The texts of a program's statements, in their order; each part that only the running program knows is `unknown`. */
export function statementsIn(reading: Reading, unknown: string): { text: string; at: number }[] {
  return asked(reading).flatMap(({ node, text }) =>
    text === null ? [] : [{ text: text.replaceAll(HOLE, unknown), at: node.start }],
  );
}

function asked(reading: Reading): Asked[] {
  return reading.nodes.flatMap(({ node }) => [...inCall(reading, node), ...inText(reading, node)]);
}

function inText(reading: Reading, node: SyntaxNode): Asked[] {
  if (!/^(Literal|TemplateLiteral|BinaryExpression|CallExpression|JSXText)$/.test(node.type)) return [];
  if (node.type === 'Literal' && typeof node.value !== 'string') return [];
  const text = node.type === 'JSXText' ? String(node.value) : fold(reading, node)?.text;
  return text !== undefined && isStatement(text) && !isPiece(reading, node) ? [{ node, text }] : [];
}

function inCall(reading: Reading, node: SyntaxNode): Asked[] {
  if (!/^(CallExpression|NewExpression|TaggedTemplateExpression)$/.test(node.type)) return [];
  const callee = node.callee ?? node.tag;
  const { root, names } = pathOf(reading, callee);
  // `pool.query.call(pool, …)` asks like `pool.query(…)`.
  const by = /^(call|apply)$/.exec(names.at(-1) ?? '')?.[0];
  const name = names.at(by ? -2 : -1) ?? ('name' in root ? root.name : (bare(callee).name ?? ''));
  if (by && node.arguments) {
    const [, one] = node.arguments;
    const given = by === 'apply' && one?.type === 'ArrayExpression' ? one.elements[0] : one;
    return given && ASKS_DATABASE.test(name) ? handedOver(reading, given, name) : [];
  }
  const [first] = node.arguments ?? (node.quasi ? [node.quasi] : []);
  if (!first) return [];
  const direct = first.type === 'ObjectExpression' ? propertyOf(reading, first, STATEMENT_KEYS) : first;
  const asks = names.length > 0 ? ASKS_DATABASE.test(name) : /^(sql|query|execute)$/i.test(name);
  return asks && direct && root.kind !== 'made' ? handedOver(reading, direct, name) : [];
}

function handedOver(reading: Reading, node: SyntaxNode, name: string): Asked[] {
  const folded = fold(reading, node);
  // Also a text that does not begin like a statement: the one under repair may be misspelt.
  if (folded) return isStatement(folded.text) ? [] : [{ node, text: folded.text }];
  return /query|exec|raw|unsafe/i.test(name) ? [{ node, text: null }] : [];
}

function propertyOf(reading: Reading, node: SyntaxNode, names: RegExp): SyntaxNode | null {
  const found = node.properties.find(
    (each: SyntaxNode) => each.type === 'Property' && names.test(keyOf(reading, each) ?? ''),
  );
  return found?.value ?? null;
}
