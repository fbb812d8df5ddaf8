import type { AskedCall } from './inputs.ts';

/** An input on which two changes answer differently, and what they answer there. */
export interface Distinction {
  /** The call as JavaScript; of an object the calls of its methods as well, up to the one that is answered differently. */
  input: string;
  here: string;
  there: string;
}

/** The first, shortest input on which two changes differ; null where there is none. */
export function distinction(
  one: readonly string[],
  other: readonly string[],
  calls: readonly AskedCall[],
): Distinction | null {
  const found = calls.flatMap((call, at): Distinction[] => {
    const [here = '', there = ''] = [one[at], other[at]];
    if (here === there) return [];
    if (call.steps === undefined) return [{ input: textOf(call, 0), here, there }];
    const [ours, theirs] = [here.split('\n'), there.split('\n')];
    const step = ours.findIndex((answer, index) => answer !== theirs[index]);
    return [{ input: textOf(call, step + 1), here: ours[step] ?? '', there: theirs[step] ?? '' }];
  });
  return found.sort((a, b) => a.input.length - b.input.length)[0] ?? null;
}

function textOf({ name, args, isNew, steps = '[]' }: AskedCall, count: number): string {
  const made = JSON.parse(steps) as [string, unknown[]][];
  const behind = made
    .slice(0, count)
    .map(([method, given]) => (method ? `.${method}` : '') + inBrackets(given));
  return [`${isNew ? 'new ' : ''}${name}(${readable(args).slice(1, -1)})`, ...behind].join(' ');
}

function inBrackets(args: readonly unknown[]): string {
  return `(${readable(JSON.stringify(args)).slice(1, -1)})`;
}

/** Dates, functions and values that JSON lacks, as a reader writes them. */
function readable(args: string): string {
  const marked = JSON.stringify(JSON.parse(args), (_, value: unknown) => {
    const text = typeof value === 'object' && value !== null ? codeOf(value) : null;
    return text === null ? value : `\0${text}\0`;
  });
  return marked.replace(/"\\u0000(.*?)\\u0000"/g, (_, text) => JSON.parse(`"${text}"`) as string);
}

function codeOf(value: object): string | null {
  if ('$date' in value) return `new Date("${new Date(Number(value.$date)).toISOString()}")`;
  if ('$value' in value) return String(value.$value);
  if (!('$call' in value)) return null;
  const { source } = value.$call as { source?: string };
  return source?.replace(/if\(\+\+__steps.*?\);/g, '') ?? '() => …';
}
