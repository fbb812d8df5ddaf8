import { compatible } from '../syntax/kinds.ts';
import { calleeName, functionAround, memberName } from '../syntax/nodes.ts';
import { bracketed, replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Methods that are mistaken for one another. */
const GROUPS = [
  'map flatMap filter forEach',
  'filter find findLast some every',
  'find findIndex indexOf lastIndexOf',
  'push unshift concat',
  'pop shift at',
  'slice splice substring substr',
  'floor ceil round trunc abs',
  'min max',
  'toUpperCase toLowerCase',
  'trim trimStart trimEnd',
  'startsWith endsWith includes',
  'keys values entries',
  'padStart padEnd',
  'sort toSorted reverse toReversed',
  'replace replaceAll',
  'charAt charCodeAt codePointAt at',
  'has get',
  'get set add delete',
  'parseInt parseFloat Number',
  'isNaN isFinite isInteger isSafeInteger',
  'reduce reduceRight',
  'match matchAll test exec',
  'all allSettled race any',
  'encodeURI encodeURIComponent decodeURI decodeURIComponent',
  'append set prepend',
  'get getAll',
  'fromCharCode fromCodePoint',
  'log log2 log10',
  'setTimeout setInterval setImmediate',
  'setDate setUTCDate',
  'setMonth setUTCMonth',
  'setHours setUTCHours',
  'toISOString toLocaleString toString',
  'getDate getDay getUTCDate getUTCDay',
  'getMonth getUTCMonth getFullYear getUTCFullYear',
  'getHours getUTCHours getMinutes getUTCMinutes getSeconds getUTCSeconds',
  'toFixed toPrecision toString',
  'stringify parse',
].map((group) => group.split(' '));

/** Who turns a list round seldom means to sort it. */
function isSlip(name: string, other: string): boolean {
  return /^(to)?sort/i.test(name) === /^(to)?sort/i.test(other);
}

/** What is called, with what, in which order; calls left out. */
export function* calls({ source, scopes, suspected, constants }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('CallExpression', 'NewExpression')) {
    if (!suspected(place)) continue;
    const { node } = place;
    const { callee, arguments: args } = node;
    const name = calleeName(node) ?? '';
    const property = callee.type === 'MemberExpression' && !callee.computed ? callee.property : null;
    for (const group of GROUPS) {
      if (!group.includes(name)) continue;
      for (const other of group)
        if (other !== name)
          yield replacing(property ?? callee, other, isSlip(name, other) ? 0.5 : 0.25, 'method');
    }
    for (const [at, argument] of args.entries()) {
      const next = args[at + 1];
      if (next) {
        const [first, second] = [source.slice(argument), source.slice(next)];
        const between = source.text.slice(argument.end, next.start);
        yield {
          edits: [{ start: argument.start, end: next.end, text: `${second}${between}${first}` }],
          weight: 0.5,
          at: node,
          kind: 'arguments',
        };
      }
      const [start, end] =
        at > 0 ? [args[at - 1]?.end ?? 0, argument.end] : [argument.start, next ? next.start : argument.end];
      yield { edits: [{ start, end, text: '' }], weight: 0.3, at: node, kind: 'arguments' };
    }
    // A text that is put in is read for `$&` and the like, what a function returns is not.
    const made = args[1];
    if (/^replace(All)?$/.test(name) && made && !/Function|^Literal$/.test(made.type))
      yield replacing(made, `() => ${source.slice(made)}`, 0.4, 'text as it is');
    const last = args.at(-1);
    const where = last ? last.end : node.end - 1;
    const added = [
      ...scopes
        .visible(place)
        .filter(({ kind }) => compatible(kind, 'unknown'))
        .map((binding) => binding.name),
      ...['0', '1', '-1', "''", 'true', '10', '{}', '[]'],
    ];
    for (const text of [...added.slice(0, 24), ...constants])
      yield {
        edits: [{ start: where, end: where, text: last ? `, ${text}` : text }],
        weight: 0.3,
        at: node,
        kind: 'argument added',
      };
    // The first one is missing: where something begins, or what is asked.
    if (last)
      for (const text of ['0', '1', ...added.slice(0, 6)])
        yield {
          edits: [{ start: args[0]?.start ?? where, end: args[0]?.start ?? where, text: `${text}, ` }],
          ...{ weight: 0.28, at: node, kind: 'argument added' },
        };
    const numbers = scopes.visible(place).filter(({ kind, how }) => kind === 'number' && how !== 'function');
    for (const { name: number } of numbers.slice(0, 6))
      for (const step of [' - 1', ' + 1'])
        yield {
          edits: [{ start: where, end: where, text: `${last ? ', ' : ''}${number}${step}` }],
          ...{ weight: 0.3, at: node, kind: 'argument added' },
        };
    if (name === 'sort' && args.length === 0) {
      for (const text of ['(a, b) => a - b', '(a, b) => b - a'])
        yield { edits: [{ start: where, end: where, text }], weight: 0.5, at: node, kind: 'argument added' };
    }
    if (node.type === 'NewExpression') continue;
    // The receiver and the argument exchanged, or one of them alone.
    if (callee.type === 'MemberExpression') {
      const [argument] = args;
      if (argument && args.length === 1 && argument.type !== 'SpreadElement') {
        const text = `${bracketed(source, argument)}.${memberName(callee) ?? ''}(${source.slice(callee.object)})`;
        if (memberName(callee)) yield replacing(node, text, 0.35, 'receiver');
      }
      yield replacing(node, source.slice(callee.object), 0.35, 'call left out');
    }
    if (args.length === 1 && last && last.type !== 'SpreadElement')
      yield replacing(node, bracketed(source, last), 0.35, 'call left out');
  }
  yield* elements({ source, scopes, suspected, constants });
}

/** An element of a list of values that is one too many, or missing. */
function* elements({ source, scopes, suspected, constants }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('ArrayExpression')) {
    const { node } = place;
    if (!suspected(place) || node.elements.length > 24) continue;
    const [head] = node.elements;
    for (const { name, kind, how } of head && functionAround(place)
      ? scopes.visible(place).slice(0, 10)
      : []) {
      if (!head || ['import', 'class', 'function'].includes(how) || source.slice(head) === name) continue;
      const text = kind === 'array' || kind === 'unknown' ? [`...${name}, `, `${name}, `] : [`${name}, `];
      for (const each of text)
        yield {
          edits: [{ start: head.start, end: head.start, text: each }],
          ...{ weight: 0.25, at: node, kind: 'element' },
        };
    }
    if (node.elements.length < 2) continue;
    for (const [at, element] of node.elements.entries()) {
      const next = node.elements[at + 1];
      const before = node.elements[at - 1];
      if (!element) continue;
      const [start, end] = next ? [element.start, next.start] : [before?.end ?? element.start, element.end];
      yield { edits: [{ start, end, text: '' }], weight: 0.3, at: node, kind: 'element' };
    }
    for (const [at, element] of node.elements.entries()) {
      const next = node.elements[at + 1];
      if (!element || !next) continue;
      const between = source.text.slice(element.end, next.start);
      const text = `${source.slice(next)}${between}${source.slice(element)}`;
      yield {
        edits: [{ start: element.start, end: next.end, text }],
        weight: 0.35,
        at: node,
        kind: 'element',
      };
    }
    const last = node.elements.at(-1);
    if (last?.type !== 'Literal') continue;
    for (const value of constants)
      if (typeof last.value === (/^["']/.test(value) ? 'string' : 'number'))
        yield {
          edits: [{ start: last.end, end: last.end, text: `, ${value}` }],
          weight: 0.25,
          at: node,
          kind: 'element',
        };
  }
}
