import type { Node } from 'oxc-parser';
import { ancestors, bare, calleeName, functionName, identifierName, is, isRead } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { functionsCalling, isHttpCall } from '../templates/helpers/outbound.ts';

const BODY = new Set(['json', 'text', 'formData', 'arrayBuffer']);

/**
 * Whether a change takes the say from an answer that is only checked: its value goes nowhere, so once the check is
 * turned round, or no longer made, the answer might as well not have been asked for. That no probe can see, when its
 * own answer does not depend on it either. A member of the answer may be called differently.
 */
export function ignoresAnswer(before: Source, after: Source): boolean {
  const kept = new Set(checks(after, answerNames(after)).map(({ text }) => text));
  const names = answerNames(before);
  const made = checks(before, names);
  return made.some(({ text, name }) => !kept.has(text) && isOnlyChecked(before, name, names));
}

/** Names that hold what an upstream answered: the response, what is read from it, what a function that asks returns. */
function answerNames(source: Source): Set<string> {
  const asking = new Set(
    [...functionsCalling(source, isHttpCall).keys()].map((place) => functionName(place)),
  );
  const names = new Set<string>();
  const isAnswer = (node: Node): boolean => {
    const inner = bare(node);
    const value = inner.type === 'AwaitExpression' ? bare(inner.argument) : inner;
    const name = value.type === 'CallExpression' ? calleeName(value) : null;
    if (value.type === 'CallExpression')
      return isHttpCall(value) || (name !== null && (BODY.has(name) || asking.has(name)));
    return names.has(rootName(value) ?? '');
  };
  // In the order of the text, so that what is taken out of an answer is found after the answer.
  for (const { node } of source.of('VariableDeclarator')) {
    if (node.init && isAnswer(node.init)) for (const held of namesIn(node.id as Node)) names.add(held);
  }
  return names;
}

/** `a` of `a.b.c` */
function rootName(node: Node): string | null {
  const inner = bare(node);
  return inner.type === 'MemberExpression' ? rootName(inner.object) : identifierName(inner);
}

function namesIn(pattern: Node): string[] {
  const name = identifierName(pattern);
  if (name) return [name];
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((property) =>
    property.type === 'Property' ? (identifierName(property.value as Node) ?? []) : [],
  );
}

/** Conditions that ask such a name, as text in which the members of the name are all alike. */
function checks(source: Source, names: ReadonlySet<string>): { name: string; text: string }[] {
  return source.of('IfStatement', 'ConditionalExpression').flatMap(({ node }) => {
    const text = source.slice(node.test).replace(/\s+/g, ' ');
    return [...names].flatMap((name) => {
      const used = new RegExp(`(?<![\\w$.])${name.replace(/\$/g, '\\$')}((\\??\\.[\\w$]+)*)(?![\\w$])`, 'g');
      return used.test(text) ? [{ name, text: text.replace(used, name) }] : [];
    });
  });
}

/** Whether a name is read in conditions only, or to get at another one that is. */
function isOnlyChecked(source: Source, name: string, names: ReadonlySet<string>): boolean {
  const reads = source.of('Identifier').filter((place) => place.node.name === name && isRead(place));
  return reads.every((place) => {
    const derived = declaredFrom(place);
    if (derived) {
      return derived.every(
        (other) => other !== name && names.has(other) && isOnlyChecked(source, other, names),
      );
    }
    return isInTest(place);
  });
}

/** The names that a declaration gives to what it makes of a place. */
function declaredFrom(place: Place): string[] | null {
  const declarator = [...ancestors(place)].find(
    (at) => is(at, 'VariableDeclarator') || at.node.type.endsWith('Statement'),
  );
  return declarator && is(declarator, 'VariableDeclarator') ? namesIn(declarator.node.id as Node) : null;
}

function isInTest(place: Place): boolean {
  for (const at of [place, ...ancestors(place)]) {
    if (at.key === 'test') return is(at.parent, 'IfStatement', 'ConditionalExpression');
    if (at.node.type.endsWith('Statement')) return false;
  }
  return false;
}
