import type { Screen, ScreenedChange, TextEdit } from '../../domain/ports/screen.ts';
import type { Binding } from '../syntax/binding.ts';
import { applyEdits } from '../syntax/edits.ts';
import { findScopes } from '../syntax/scope.ts';
import type { Source } from '../syntax/source.ts';

/** What the text of a change shows. */
export interface TextSigns {
  /** Parameters and variables that were read, and are read nowhere any more. */
  unread: string[];
  /** Those that nothing read, and something reads now. */
  read: string[];
  /** A value that the change writes where none stood, and that only the tests know; null without such a value. */
  quoted: string | null;
  /** Whether it writes more numbers than it takes away, other than in a step of one. */
  adds: boolean;
  /** Whether all that it adds, of three words and marks or more, stands elsewhere in the file word by word. */
  elsewhere: boolean;
  /** Whether it only takes away. */
  deletes: boolean;
  /** Whether it brings an expression that nobody writes on purpose, see `sense.ts`. */
  senseless: boolean;
  /** Whether it takes such an expression away. */
  tidies: boolean;
}

/** Of a file that is not read. */
export const NO_TEXT_SIGNS: TextSigns = {
  ...{ unread: [], read: [], quoted: null, adds: false, elsewhere: false, deletes: false, senseless: false },
  tidies: false,
};

const LITERAL = /(?<![\w.$])-?\d+(?:\.\d+)?(?![\w.])|'[^'\n]+'|"[^"\n]+"/g;
/** What stands in any program, and shows nothing. */
const NEUTRAL = /^-?[012]$|^(['"]).?\1$/;

/** Prepares a file, for which the signs of many changes are read. */
export function readTextSigns(
  source: Source,
  { compared, calls }: Pick<Screen, 'compared' | 'calls'>,
): (change: ScreenedChange) => TextSigns {
  const known = new Set(literalsOf(source.text));
  const asked = new Set(
    [
      ...compared.map(({ expected }) => expected),
      ...calls.map(({ args, steps = '' }) => args + steps),
    ].flatMap(literalsOf),
  );
  const names = declaredNames(source);
  return ({ edits }) => {
    const literals = newLiterals(source.text, edits);
    const quoted = literals.find((each) => !NEUTRAL.test(each) && !known.has(each) && asked.has(each));
    const [first] = edits;
    const around = source.program.body.find(
      ({ start, end }) => first && start <= first.start && first.end <= end,
    );
    const { start, end } = around ?? { start: 0, end: source.text.length };
    const inside = edits
      .filter((edit) => edit.start >= start && edit.end <= end)
      .map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text }));
    const before = source.text.slice(start, end);
    const after = applyEdits(before, inside);
    const touched = new Set(
      inside.flatMap((edit) =>
        `${before.slice(edit.start, edit.end)} ${edit.text}`.match(/[A-Za-z_$][\w$]*/g),
      ),
    );
    const declared = names.filter(
      (each) => each.start >= start && each.start < end && touched.has(each.name),
    );
    const became = (from: string, to: string) =>
      declared.filter((each) => readsOf(each, from) > 0 && readsOf(each, to) === 0).map(({ name }) => name);
    return {
      ...{ unread: became(before, after), read: became(after, before), quoted: quoted ?? null },
      adds: newLiterals(source.text, edits.map(withoutStep), /^-?\d/).length > 0,
      elsewhere: standsElsewhere(source.text, edits),
      deletes: onlyDeletes(source.text, edits),
      ...{ senseless: false, tidies: false },
    };
  };
}

/** A name that is declared once in its statement of the program. */
interface Declared {
  name: string;
  start: number;
  /** Whether a value follows its declaration, which then reads as an assignment. */
  assigned: boolean;
}

function declaredNames(source: Source): Declared[] {
  const scopes = findScopes(source);
  const found = new Set<Binding>();
  const functions = source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  for (const place of [...functions, ...source.of('ReturnStatement', 'BlockStatement')])
    for (const binding of scopes.visible(place)) found.add(binding);
  for (const place of source.of('Identifier'))
    for (const binding of scopes.visible(place)) found.add(binding);
  const list = [...found].filter(
    ({ how }) => how === 'parameter' || how === 'variable' || how === 'constant',
  );
  return list
    .filter((each) => list.filter(({ name }) => name === each.name).length === 1)
    .map(({ name, start }) => ({
      ...{ name, start },
      assigned: /^\s*=(?![=>])/.test(source.text.slice(start + name.length)),
    }));
}

/** How often a text reads a name: where it stands, but for its declaration and where it is set. */
function readsOf({ name, assigned }: Declared, text: string): number {
  const escaped = name.replaceAll('$', '\\$');
  const uses = text.match(new RegExp(`(?<![\\w$.])${escaped}(?![\\w$])(?!\\s*=(?![=>]))`, 'g')) ?? [];
  return uses.length - (assigned ? 0 : 1);
}

/** Values that a change writes besides those that it takes away; none where each stands in the place of another. */
function newLiterals(text: string, edits: ScreenedChange['edits'], kind = /^/): string[] {
  const of = (part: string) => literalsOf(part).filter((each) => kind.test(each));
  const left = edits.flatMap(({ start, end }) => of(text.slice(start, end)));
  const made = edits.flatMap((edit) => of(edit.text));
  if (made.length <= left.length) return [];
  return made.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function withoutStep({ start, end, text }: TextEdit): TextEdit {
  return { start, end, text: text.replace(/[-+] 1(?![\w.])/g, '') };
}

/** Whether each piece that is added stands in the text outside of what is changed: a condition, a call, a statement. */
function standsElsewhere(text: string, edits: ScreenedChange['edits']): boolean {
  const rest = applyEdits(
    text,
    edits.map(({ start, end }) => ({ start, end, text: '\0' })),
  );
  const pieces = edits.flatMap((edit) => {
    const was = text.slice(edit.start, edit.end).trim();
    const parts = was && edit.text.includes(was) ? edit.text.split(was) : [edit.text];
    return parts.flatMap((part) => part.replace(/^\s*if\s*\(/, '').split(/&&|\|\||;|\?\s|:\s/)).map(bareOf);
  });
  const long = pieces.filter((piece) => (piece.match(/[\w$]+|[^\s\w$]/g)?.length ?? 0) > 2);
  return (
    long.length > 0 &&
    long.every((piece) => rest.includes(piece) || rest.includes(piece.replace(/^this\./, '')))
  );
}

/** Whether all words and marks that a change writes were in the places that it changes; a step of one too many is no part. */
function onlyDeletes(text: string, edits: ScreenedChange['edits']): boolean {
  const left = edits.flatMap(({ start, end }) => wordsOf(text.slice(start, end)));
  for (const word of edits.flatMap((edit) => wordsOf(edit.text))) {
    const at = left.indexOf(word);
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length > 0 && !/^[-+] \d+$/.test(left.join(' '));
}

function wordsOf(text: string): string[] {
  return text.match(/[\w$]+|[^\s\w$]/g) ?? [];
}

/** Without the brackets around it, and those that are not opened in it. */
function bareOf(piece: string): string {
  let bare = piece.replace(/^[\s(){}!]+|[\s{}]+$/g, '');
  while (bare.endsWith(')') && bare.split('(').length < bare.split(')').length)
    bare = bare.slice(0, -1).trimEnd();
  return bare;
}

/** With one kind of quotes, so that JSON and JavaScript write a text alike. */
function literalsOf(text: string): string[] {
  return [...text.matchAll(LITERAL)].map(([each]) => each.replace(/^"(.*)"$/, "'$1'"));
}
