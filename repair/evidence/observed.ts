import type { Screen } from '../../domain/ports/screen.ts';
import type { Observed } from '../space/space-edit.ts';

/** What fits into a line of code: a number, a short text, an empty list. */
const PLAIN =
  /^(-?\d+(\.\d+)?|'[^'\n\\]{0,60}'|"[^"\n\\]{0,60}"|true|false|null|undefined|\[\]|\{\}|\[ \[\] \])$/;
/** As Node prints one. */
const PROMISE = /\bPromise \{/;
/** Longer pieces are no slip of the pen. */
const PIECE = 24;

/** Reads what failing tests compared: values to return, errors to throw, pieces of texts, and constants. */
export function observe({ compared }: Pick<Screen, 'compared'>): Observed & { constants: string[] } {
  const expectedValues = new Set<string>();
  const errors = new Set<string>();
  const constants = new Set<string>();
  const absent = new Set<string>();
  const pieces = new Map<string, readonly [string, string]>();
  for (const { actual, expected, message } of compared) {
    const missing = /Missing expected (rejection|exception)|did not throw|to throw/i.test(message);
    if (missing || /name: '\w*Error'/.test(expected)) {
      errors.add(errorOf(expected));
      continue;
    }
    if (PLAIN.test(expected)) expectedValues.add(expected);
    for (const [each] of expected.matchAll(/(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])|'[^'\\\n]{1,24}'/g))
      constants.add(each);
    for (const name of membersOf(expected)) if (!membersOf(actual).has(name)) absent.add(name);
    const [was, wanted] = [Number(actual), Number(expected)];
    if (Number.isFinite(was) && Number.isFinite(wanted)) {
      for (const value of [wanted - was, wanted / was, was / wanted])
        if (Number.isFinite(value) && value !== 0)
          constants.add(String(Number(Math.abs(value).toPrecision(8))));
    }
    const piece = differing(actual, expected);
    if (piece) pieces.set(piece.join('\0'), piece);
  }
  return {
    expected: [...expectedValues].slice(0, 6),
    errors: [...errors].slice(0, 3),
    pieces: [...pieces.values()].slice(0, 8),
    constants: [...constants].slice(0, 16),
    absent: [...absent].slice(0, 4),
    promised: compared.some(({ actual, expected }) => PROMISE.test(actual) && !PROMISE.test(expected)),
  };
}

/** The names of members in a printed value. */
function membersOf(printed: string): Set<string> {
  const outside = printed.replace(/'[^'\n]*'|"[^"\n]*"/g, "''");
  return new Set([...outside.matchAll(/(?<=[{,]\s*)[A-Za-z_$][\w$]*(?=:)/g)].map(([name]) => name));
}

function errorOf(expected: string): string {
  const name = /name: '(\w+)'/.exec(expected)?.[1] ?? /\b(\w*Error)\b/.exec(expected)?.[1] ?? 'Error';
  const text = /message: '([^'\n\\]{1,80})'/.exec(expected)?.[1];
  return `new ${name}('${text ?? 'invalid'}')`;
}

/** Where two texts part, without what both begin and end with. */
function differing(actual: string, expected: string): readonly [string, string] | null {
  if (!/['"`]/.test(expected) || actual === expected) return null;
  let start = 0;
  while (start < actual.length && start < expected.length && actual[start] === expected[start]) start += 1;
  let end = 0;
  const most = Math.min(actual.length, expected.length) - start;
  while (end < most && actual.at(-1 - end) === expected.at(-1 - end)) end += 1;
  const [was, wanted] = [
    actual.slice(start, actual.length - end),
    expected.slice(start, expected.length - end),
  ];
  const fits = (text: string) => text.length <= PIECE && !/['"`\n\\]/.test(text);
  return fits(was) && fits(wanted) ? [was, wanted] : null;
}
