import { bare, calleeName, type FunctionNode, functionName, isFunction } from '../../syntax/nodes.ts';
import type { Place, Source } from '../../syntax/source.ts';

const METHOD = /([\w$]+)\??\s*(?:<[^<>]*>)?\((?:[^()]|\([^()]*\))*\)\s*:\s*Promise</g;
const TYPED = /([\w$]+)\??\s*:\s*(?:<[^<>]*>)?\((?:[^()]|\([^()]*\))*\)\s*=>\s*Promise</g;
const ALIAS = /type\s+([\w$]+)(?:<[^=]*>)?\s*=\s*\((?:[^()]|\([^()]*\))*\)\s*=>\s*Promise</g;

/**
 * Names of functions and methods that give a promise, as far as files tell: they are `async`, their types say so, or
 * they are awaited elsewhere.
 */
export function promisingNames(sources: readonly Source[]): Set<string> {
  const names = new Set<string>();
  const aliases: string[] = [];
  const all = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
  for (const source of sources) {
    for (const place of source.places) {
      if (isFunction(place.node) && place.node.async)
        names.add(functionName(place as Place<FunctionNode>) ?? '');
    }
    for (const { node } of source.of('AwaitExpression')) names.add(calleeName(bare(node.argument)) ?? '');
    for (const name of [...all(METHOD, source.text), ...all(TYPED, source.text)]) names.add(name);
    aliases.push(...all(ALIAS, source.text));
  }
  for (const alias of aliases) {
    const given = new RegExp(`([\\w$]+)\\??\\s*:\\s*${alias}\\b`, 'g');
    for (const source of sources) for (const name of all(given, source.text)) names.add(name);
  }
  names.delete('');
  return names;
}
