import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { type Folded, fold, HOLE, keyOf } from '../fold.ts';
import { pathOf } from '../path.ts';
import { bare, type Reading, useOf } from '../reading.ts';
import { sourceOf } from './calls.ts';
import { isReaching } from './modules.ts';

/** The header that marks a verification, which no program but Suture's may know. */
const TELLTALE = /x-?fault-?verification/i;
const OUTBOUND = /^(fetch|request|get|post|put|patch|delete|head|axios|got|ky|send|call)$/i;
const READS = /^(get|head|options)$/i;
/** Options of a request that bound it. */
const BOUNDS = new Set([
  'signal',
  'timeout',
  'keepalive',
  'retry',
  'headersTimeout',
  'bodyTimeout',
  'method',
  'redirect',
]);

/** Addresses, paths of files and other texts that a program holds, also where it holds them in pieces. */
export const findTexts: FactFinder = (reading, add) => {
  const files = reading.nodes.some(({ node }) => {
    const module =
      node.source?.value ?? (bare(node).callee?.name === 'require' ? node.arguments?.[0]?.value : null);
    return typeof module === 'string' && /^(node:)?(fs|path)(\/|$)/.test(module) && isReaching(module);
  });
  for (const { node } of reading.nodes) {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') callTexts(reading, node, add);
    if (!/^(Literal|TemplateLiteral|BinaryExpression|CallExpression|JSXText)$/.test(node.type)) continue;
    const folded = node.type === 'JSXText' ? { text: String(node.value), whole: true } : fold(reading, node);
    if (!folded || (node.type === 'Literal' && typeof node.value !== 'string')) continue;
    const { text } = folded;
    if (TELLTALE.test(text)) {
      add(
        'telling_apart',
        'telltale',
        `holds the text ${quote(text)}, which tells a proof from production`,
        node,
        { refused: true },
      );
    }
    if (isPiece(reading, node)) continue;
    hostFacts(reading, node, text, add);
    if (files && !isOfAddress(reading, node) && /^(\/|~|\.\.\/|file:)|\.\.\//.test(text))
      add('file', `path:${text}`, `names the path ${quote(text)}`, node);
  }
};

/** A piece of a longer text is looked at with the whole. */
export function isPiece(reading: Reading, node: SyntaxNode): boolean {
  const { user, as } = useOf(reading, node);
  if (user?.type === 'TemplateLiteral') return true;
  return (
    user?.type === 'BinaryExpression' && user.operator === '+' && (user.left === as || user.right === as)
  );
}

function hostFacts(reading: Reading, node: SyntaxNode, text: string, add: Add): void {
  for (const [, scheme, host] of text.matchAll(/\b([a-z][a-z0-9+.-]*):\/\/([^\s/?#"'<>]*)/gi)) {
    const name = host || HOLE;
    if (/^https?$/i.test(scheme ?? '') && name === HOLE && !text.includes(HOLE)) continue;
    const shown = name.replaceAll(HOLE, '…');
    add('host', `host:${name.toLowerCase()}`, `names the host ${shown}`, node);
    if (/^(http|ws)$/i.test(scheme ?? '')) {
      add('host', `unencrypted:${name.toLowerCase()}`, `asks ${shown} without encryption`, node);
    }
  }
  const [, plain] =
    /^(?:[\w.-]*@)?((?:\d{1,3}\.){3}\d{1,3}|localhost|\[[0-9a-f:]+\])(?::\d+)?$/i.exec(text.trim()) ?? [];
  if (plain) add('host', `host:${plain}`, `names the host ${plain}`, node);
  if (/^\/\/[\w.-]+\.[a-z]{2,}/i.test(text))
    add('host', `host:${text.toLowerCase()}`, `names the host ${quote(text)}`, node);
  if (/^(data|javascript|blob):/i.test(text))
    add('host', `scheme:${text.slice(0, 40)}`, `names ${quote(text)}`, node);
  const { user } = useOf(reading, node);
  if (
    user?.type === 'Property' &&
    /^(host|hostname|baseURL|baseUrl|proxy|socketPath)$/.test(keyOf(reading, user) ?? '')
  ) {
    add('host', `host:${text.toLowerCase()}`, `names the host ${quote(text)}`, node);
  }
}

function callTexts(reading: Reading, node: SyntaxNode, add: Add): void {
  const callee = node.callee ?? node.tag;
  const { root, names } = pathOf(reading, callee);
  const name = names.at(-1) ?? ('name' in root ? root.name : (bare(callee).name ?? ''));
  const [first, second] = node.arguments ?? [];
  if (!first) return;
  if (root.kind === 'global' && root.name === 'fetch') addressFact(reading, first, add);
  const options = bare(second ?? first);
  if (OUTBOUND.test(name) && root.kind !== 'made' && options.type === 'ObjectExpression')
    optionFacts(reading, options, root.kind === 'global', add);
}

/** Where a request goes: the beginning of its address counts, what follows is data. */
function addressFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const folded = joined(reading, node) ?? fold(reading, node);
  for (const [, name] of (folded?.text.split('?')[1] ?? '').matchAll(/(?:^|&)([^=&#\uFFFC]+)=/g)) {
    add('host', `parameter:${name}`, `sends the parameter ${quote(name ?? '')} with its requests`, node);
  }
  if (folded && /^[a-z]+:\/\/[^\uFFFC/]+\//i.test(folded.text)) {
    const path = folded.text.replace(/^[a-z]+:\/\//i, '').split(/[?#]/)[0] as string;
    add('host', `path:${path}`, `sends requests to ${quote(path)}`, node);
    return;
  }
  const at = bare(node);
  const base =
    at.type === 'TemplateLiteral' && at.expressions[0] && at.quasis[0].value.raw === ''
      ? at.expressions[0]
      : at;
  const plus = base.type === 'BinaryExpression' ? leftmost(base) : base;
  const said = sourceOf(
    reading,
    plus.type === 'NewExpression' ? (plus.arguments[1] ?? plus.arguments[0] ?? plus) : plus,
  );
  add('host', `address:${said}`, `sends requests to the address ${quote(said)}`, node);
  const path = (folded?.text ?? '').replace(/^\uFFFC/, '').split(/[?#]/)[0] as string;
  if (path) add('host', `path:${path}`, `sends requests to ${quote(path)}`, node);
}

/** `new URL('/rates', 'https://rates.test')`, where both are written out but for what the running program adds. */
function joined(reading: Reading, node: SyntaxNode): Folded | null {
  const at = bare(node);
  if (at.type !== 'NewExpression' || bare(at.callee).name !== 'URL' || at.arguments.length !== 2) return null;
  const [path, base] = at.arguments.map((each: SyntaxNode) => fold(reading, each));
  const [, origin] = /^(https?:\/\/[^/?#\uFFFC]+)(?:\/|$)/i.exec(base?.text ?? '') ?? [];
  if (!origin || !/^\/(?!\/)/.test(path?.text ?? '')) return null;
  return { text: `${origin}${path?.text}`, whole: Boolean(path?.whole && base?.whole) };
}

/** The first argument of `new URL(path, base)` is no path of a file where the base is an address. */
function isOfAddress(reading: Reading, node: SyntaxNode): boolean {
  const { user } = useOf(reading, node);
  return user?.type === 'NewExpression' && joined(reading, user) !== null;
}

function leftmost(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.type === 'BinaryExpression') at = bare(at.left);
  return at;
}

function optionFacts(reading: Reading, options: SyntaxNode, isFetch: boolean, add: Add): void {
  for (const property of options.properties) {
    if (property.type !== 'Property') {
      if (isFetch)
        add('host', 'fetch:...', 'sends requests with options that only the running program knows', property);
      continue;
    }
    const name = keyOf(reading, property) ?? '[any]';
    const value = fold(reading, property.value);
    if (name === 'method' && !(value?.whole && READS.test(value.text))) {
      const method = value?.text.toUpperCase() ?? '[any]';
      add('host', `method:${method}`, `sends ${method} requests`, property);
    }
    const fresh = name === 'cache' && /^no-(store|cache)$/.test(value?.text ?? '');
    if (isFetch && !BOUNDS.has(name) && !fresh)
      add('host', `fetch-option:${name}`, `sends ${quote(name)} with its requests`, property);
  }
}
