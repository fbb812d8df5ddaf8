import type { Node } from 'oxc-parser';
import { bare, functionAround, functionName, identifierName } from '../../syntax/nodes.ts';
import type { Source } from '../../syntax/source.ts';

const RESPONSES = new Set(['res', 'response', 'reply', 'ctx', 'c']);
const ANSWERS = /\.(json|send|sendStatus|end|redirect|render|sendFile)\s*\(/;

/** Whether a call answers the request: by the response itself, or by one of `answering` that is handed the response. */
export function answers(source: Source, expression: Node, answering: ReadonlySet<string>): boolean {
  const inner = bare(expression);
  const call = inner.type === 'AwaitExpression' ? bare(inner.argument) : inner;
  if (call.type !== 'CallExpression') return false;
  const text = source.slice(call);
  const root = /^[\w$]+/.exec(text)?.[0] ?? '';
  if (RESPONSES.has(root)) return ANSWERS.test(text);
  const name = identifierName(call.callee);
  const handed = responseIn(call.arguments as Node[]) !== null;
  return handed && name !== null && answering.has(name);
}

/** Functions of the file that are given the response and answer by it, themselves or through each other. */
export function answeringFunctions(source: Source): Set<string> {
  const found = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const place of source.of('CallExpression')) {
      const text = source.slice(place.node);
      const root = /^[\w$]+/.exec(text)?.[0] ?? '';
      const called = identifierName(place.node.callee) ?? '';
      const direct = RESPONSES.has(root) && ANSWERS.test(text);
      const through = found.has(called) && responseIn(place.node.arguments as Node[]) !== null;
      const owner = direct || through ? functionAround(place) : null;
      const name = owner ? functionName(owner) : null;
      if (name && !found.has(name)) {
        found.add(name);
        grew = true;
      }
    }
  }
  return found;
}

/** The name of the response among what is handed to a call; null without it. */
export function responseIn(list: Node[]): string | null {
  return list.map((one) => identifierName(one)).find((name) => name !== null && RESPONSES.has(name)) ?? null;
}
