import type { Wanted } from '../../refusals/at-place.ts';
import type { TemplateInput } from '../../template.ts';

/** What the database refused for the sake of the input, and how a service may answer that. */
export interface DatabaseRefusal {
  state: string;
  /** In words, for the rationale. */
  what: string;
  wanted: Wanted[];
  /** The name of the type that a text does not read as; null where the refusal is of another kind. */
  type: string | null;
  /** The value that was refused, as the database quotes it. */
  value: string | null;
  /** Whether no request can hold such a value: a list, an object or a number that came out of the service's own code. */
  isOurs: boolean;
}

/** Reads which value the database refused; null where it was no value of the request. */
export function wantedFor({ evidence }: TemplateInput): DatabaseRefusal | null {
  const failures = [
    ...evidence.failures.map(({ sqlstate, message, output }) => ({
      state: sqlstate,
      text: `${message}\n${output}`,
    })),
    ...evidence.observations.statements.map(({ sqlstate }) => ({ state: sqlstate, text: '' })),
  ];
  const found = failures.find(({ state }) => state !== null && /^2[23]/.test(state));
  if (!found?.state) return null;
  const text = failures.map((failure) => failure.text).join('\n');
  const key = /Key \("?([\w, ]+?)"?\)=\(/.exec(text)?.[1] ?? columnOf(text);
  const refusal = (what: string, ...wanted: [number, string][]): DatabaseRefusal => ({
    state: found.state as string,
    what,
    wanted: wanted.map(([status, message]) => ({ status, message })),
    type: /invalid input (?:syntax|value) for (?:type |enum )?([\w ]+?):/.exec(text)?.[1] ?? outOfRange(text),
    value: /: "([^"\n]*)"/.exec(text)?.[1] ?? null,
    isOurs: /invalid input syntax for [^:\n]+: "(?:\{|\[object |\[|undefined)|malformed array literal/.test(
      text,
    ),
  });
  switch (found.state) {
    case '23505':
    case '23P01':
      return refusal('a value that is taken', [409, `${key ?? 'the value'} is taken`]);
    case '23001':
    case '23503':
      if (isInUse(text, evidence.observations.statements)) {
        return refusal(
          'to remove what others still refer to',
          [409, 'it is still in use'],
          [422, 'it is still in use'],
          [400, 'it is still in use'],
        );
      }
      return refusal(
        'a reference to what does not exist, or is still in use',
        [404, `${key ?? 'the reference'} does not exist`],
        [409, `${key ?? 'the entry'} is in use`],
        [422, `${key ?? 'the reference'} does not exist`],
        [400, `${key ?? 'the reference'} does not exist`],
      );
    case '23502':
      return refusal(
        'a value that is missing',
        [400, `${key ?? 'a value'} is required`],
        [422, `${key ?? 'a value'} is required`],
      );
    case '23514':
      return refusal(
        'a value that is not allowed',
        [400, `${key ?? 'the value'} is not allowed`],
        [422, `${key ?? 'the value'} is not allowed`],
      );
    default:
      return refusal(
        'the value',
        [400, `${key ?? 'the value'} is not valid`],
        [404, 'not found'],
        [422, `${key ?? 'the value'} is not valid`],
      );
  }
}

/** Whether a foreign key objects to what goes away; else to what comes. */
function isInUse(text: string, statements: { sqlstate: string | null; text: string }[]): boolean {
  if (/\bupdate or delete on table\b|still referenced from table/i.test(text)) return true;
  if (/insert or update on table|is not present in table/i.test(text)) return false;
  return statements.some((one) => one.sqlstate?.startsWith('23') && /^\s*delete\b/i.test(one.text));
}

/** `members_handle_key` names the column of the table `members`. */
function columnOf(text: string): string | null {
  const quoted = /column "(\w+)"/.exec(text)?.[1];
  if (quoted) return quoted;
  const constraint = /constraint "\w+?_(\w+?)_(?:key|idx|fkey|check|unique)"/.exec(text)?.[1];
  return constraint ?? null;
}

function outOfRange(text: string): string | null {
  return (
    /out of range for type (\w+)/.exec(text)?.[1] ??
    /value too long for type ([\w ]+\(\d+\))/.exec(text)?.[1] ??
    null
  );
}
