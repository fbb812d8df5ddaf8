import type { SyntaxNode } from '../checks/program.ts';
import { bare, initOf, type Reading } from './reading.ts';

/** Stands in a folded text for a part that only the running program knows. */
export const HOLE = '\uFFFC';

/** A text as far as it can be known by reading: `whole` when there is no hole in it. */
export interface Folded {
  text: string;
  whole: boolean;
}

const DEEPEST = 60;
const LONGEST = 200_000;

/** What a program writes out in pieces: concatenation, templates, `join`, character codes; null for what is no text. */
export function fold(reading: Reading, node: SyntaxNode, depth = 0): Folded | null {
  if (depth > DEEPEST) return null;
  const at = bare(node);
  const again = (inner: SyntaxNode) => fold(reading, inner, depth + 1);
  switch (at.type) {
    case 'Literal':
      if (at.regex) return null;
      return typeof at.value === 'string' || typeof at.value === 'number' || typeof at.value === 'boolean'
        ? { text: String(at.value), whole: true }
        : null;
    case 'TemplateLiteral':
      return concat(
        at.quasis.flatMap((quasi: SyntaxNode, index: number) => [
          { text: quasi.value.cooked ?? quasi.value.raw, whole: true },
          ...(at.expressions[index] ? [again(at.expressions[index])] : []),
        ]),
      );
    case 'BinaryExpression': {
      if (at.operator !== '+') return null;
      const [left, right] = [again(at.left), again(at.right)];
      if (!left && !right) return null;
      return concat([left, right]);
    }
    case 'Identifier': {
      const found = initOf(reading.variable(at));
      return found?.id.type === 'Identifier' ? again(found.init) : null;
    }
    case 'AssignmentExpression':
      return at.operator === '=' ? again(at.right) : null;
    case 'MemberExpression':
      return member(reading, at, depth);
    case 'CallExpression':
      return call(reading, at, depth);
    default:
      return null;
  }
}

/** The name by which a member is reached: null when only the running program knows it. */
export function keyOf(reading: Reading, node: SyntaxNode): string | null {
  const key = node.property ?? node.key;
  if (!node.computed)
    return key.type === 'PrivateIdentifier' ? `#${key.name}` : (key.name ?? String(key.value));
  const folded = fold(reading, key);
  return folded?.whole ? folded.text : null;
}

function concat(parts: (Folded | null)[]): Folded {
  const text = parts.map((part) => part?.text ?? HOLE).join('');
  return {
    text: text.slice(0, LONGEST),
    whole: parts.every((part) => part?.whole) && text.length <= LONGEST,
  };
}

function member(reading: Reading, node: SyntaxNode, depth: number): Folded | null {
  const object = bare(node.object);
  const made = object.type === 'Identifier' ? initOf(reading.variable(object))?.init : object;
  const key = made && keyOf(reading, node);
  const value = made ? bare(made) : null;
  if (!value || key === null || key === undefined) return null;
  if (value.type === 'ArrayExpression') {
    const element = value.elements[Number(key)];
    return element ? fold(reading, element, depth + 1) : null;
  }
  if (value.type === 'ObjectExpression') {
    const property = value.properties.find(
      (each: SyntaxNode) => each.type === 'Property' && keyOf(reading, each) === key,
    );
    return property ? fold(reading, property.value, depth + 1) : null;
  }
  const text = /^\d+$/.test(key) ? fold(reading, value, depth + 1) : null;
  return text?.whole ? { text: text.text[Number(key)] ?? '', whole: true } : null;
}

/** The elements of an array that is written out, or made by `split`, `reverse` or `map(String)` of one. */
function elements(reading: Reading, node: SyntaxNode, depth: number): (Folded | null)[] | null {
  if (depth > DEEPEST) return null;
  const at = bare(node);
  if (at.type === 'ArrayExpression') {
    return at.elements.map((each: SyntaxNode | null) => each && fold(reading, each, depth + 1));
  }
  if (at.type === 'Identifier') {
    const found = initOf(reading.variable(at));
    return found?.id.type === 'Identifier' ? elements(reading, found.init, depth + 1) : null;
  }
  if (at.type !== 'CallExpression' || bare(at.callee).type !== 'MemberExpression') return null;
  const callee = bare(at.callee);
  const name = keyOf(reading, callee);
  if (name === 'reverse' || name === 'toReversed') {
    return (
      elements(reading, callee.object, depth + 1)
        ?.slice()
        .reverse() ?? null
    );
  }
  if (name === 'split') {
    const [text, by] = [
      fold(reading, callee.object, depth + 1),
      at.arguments[0] && fold(reading, at.arguments[0]),
    ];
    if (!text?.whole || !by?.whole) return null;
    return text.text.split(by.text).map((part) => ({ text: part, whole: true }));
  }
  return null;
}

function call(reading: Reading, node: SyntaxNode, depth: number): Folded | null {
  const callee = bare(node.callee);
  if (callee.type === 'Identifier') {
    const [argument] = node.arguments;
    const folded = argument && fold(reading, argument, depth + 1);
    if (reading.variable(callee) !== null || !folded?.whole) return null;
    if (callee.name === 'String') return folded;
    if (callee.name === 'atob') return decoded(folded.text, 'base64');
    if (callee.name === 'decodeURIComponent' || callee.name === 'unescape') return unescaped(folded.text);
    return null;
  }
  if (callee.type !== 'MemberExpression') return null;
  const name = keyOf(reading, callee);
  const texts: (Folded | null)[] = node.arguments.map((each: SyntaxNode) => fold(reading, each, depth + 1));
  if (name === 'join') {
    const parts = elements(reading, callee.object, depth + 1);
    if (!parts) return null;
    const by = node.arguments.length === 0 ? { text: ',', whole: true } : (texts[0] ?? null);
    return concat(parts.flatMap((part, index) => (index === 0 ? [part] : [by, part])));
  }
  if ((name === 'fromCharCode' || name === 'fromCodePoint') && texts.every((each) => each?.whole)) {
    const text = texts.map((each) => String.fromCharCode(Number(each?.text))).join('');
    return { text, whole: true };
  }
  if (name === 'concat') {
    const first = fold(reading, callee.object, depth + 1);
    return first && concat([first, ...texts]);
  }
  const receiver = fold(reading, callee.object, depth + 1);
  if (name === 'toString' && bare(callee.object).type === 'CallExpression')
    return buffer(reading, callee.object);
  if (!receiver?.whole || !texts.every((each) => each?.whole)) return null;
  return onText(
    receiver.text,
    name,
    texts.map((each) => each?.text ?? ''),
  );
}

/** Methods of a text whose result can be worked out without running anything of the program. */
function onText(text: string, name: string | null, [one = '', two]: string[]): Folded | null {
  const whole = (made: string): Folded => ({ text: made.slice(0, LONGEST), whole: true });
  const numbers: [number, number | undefined] = [Number(one), two === undefined ? undefined : Number(two)];
  switch (name) {
    case 'toLowerCase':
    case 'toLocaleLowerCase':
      return whole(text.toLowerCase());
    case 'toUpperCase':
    case 'toLocaleUpperCase':
      return whole(text.toUpperCase());
    case 'trim':
      return whole(text.trim());
    case 'toString':
    case 'valueOf':
    case 'normalize':
      return whole(text);
    case 'slice':
      return whole(text.slice(...numbers));
    case 'substring':
    case 'substr':
      return whole(text.substring(...numbers));
    case 'charAt':
    case 'at':
      return whole(text.at(numbers[0]) ?? '');
    case 'repeat':
      return numbers[0] >= 0 && numbers[0] * text.length < LONGEST ? whole(text.repeat(numbers[0])) : null;
    case 'replace':
      return two === undefined ? null : whole(text.replace(one, () => two));
    case 'replaceAll':
      return two === undefined ? null : whole(text.split(one).join(two));
    default:
      return null;
  }
}

/** `Buffer.from('…', 'base64').toString()`. */
function buffer(reading: Reading, node: SyntaxNode): Folded | null {
  const from = bare(node);
  const callee = bare(from.callee);
  if (callee.type !== 'MemberExpression' || bare(callee.object).name !== 'Buffer') return null;
  const [text, encoding] = from.arguments.map((each: SyntaxNode) => fold(reading, each));
  return text?.whole ? decoded(text.text, (encoding?.text ?? 'utf8') as BufferEncoding) : null;
}

function decoded(text: string, encoding: BufferEncoding): Folded | null {
  return Buffer.isEncoding(encoding)
    ? { text: Buffer.from(text, encoding).toString('utf8'), whole: true }
    : null;
}

function unescaped(text: string): Folded | null {
  try {
    return { text: decodeURIComponent(text), whole: true };
  } catch {
    return null;
  }
}
