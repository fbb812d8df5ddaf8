import fc from 'fast-check';
import type { ObservedCall } from '../../domain/ports/screen.ts';

/** A call of an exported function, with the JSON of its arguments. */
export type AskedCall = Omit<ObservedCall, 'failing'>;

/** Inputs that are made for each function, besides those that were seen. */
const INPUTS = 90;
/** Functions for which inputs are made. */
const FUNCTIONS = 4;
const SEED = 20_240_501;

/**
 * Calls with inputs like those that the tests use: the same, and ones near to them. The same calls always give the same.
 * @param code in whose numbers behaviours part
 */
export function inputsLike(calls: readonly ObservedCall[], code = ''): AskedCall[] {
  const limits = [
    ...new Set([...code.matchAll(/(?<![\w.])\d{1,6}(?![\w.])/g)].map(([text]) => Number(text))),
  ];
  const byFunction = new Map<string, ObservedCall[]>();
  for (const call of calls) {
    const key = `${call.path}\0${call.name}`;
    byFunction.set(key, [...(byFunction.get(key) ?? []), call]);
  }
  const asked = new Map<string, AskedCall>();
  const failingFirst = [...byFunction.values()].sort(
    (a, b) => Number(b.some(({ failing }) => failing)) - Number(a.some(({ failing }) => failing)),
  );
  for (const group of failingFirst.slice(0, FUNCTIONS)) {
    const [first] = group as [ObservedCall];
    const seen = group.map(({ args }) => JSON.parse(args) as unknown[]);
    for (const args of [
      ...seen,
      ...fc.sample(argumentsLike(seen, limits.slice(0, 24)), { numRuns: INPUTS, seed: SEED }),
    ]) {
      const text = JSON.stringify(args);
      const call = { path: first.path, name: first.name, args: text };
      if (text.length < 2_000) asked.set(`${call.path}\0${call.name}\0${text}`, call);
    }
  }
  return [...asked.values()];
}

/** Arguments of which one differs from those of a seen call, or all do. */
function argumentsLike(seen: readonly unknown[][], limits: readonly number[]): fc.Arbitrary<unknown[]> {
  const length = Math.max(...seen.map((args) => args.length));
  const each = Array.from({ length }, (_, at) =>
    valueLike(
      seen.filter((args) => at < args.length).map((args) => args[at]),
      limits,
    ),
  );
  // Where a number meets a length, behaviours part.
  const lengths = [
    ...new Set(seen.flatMap((args) => args.flatMap(lengthsIn)).flatMap((size) => [size - 1, size, size + 1])),
  ];
  const numbered = each.map((arbitrary, at) =>
    seen.some((args) => typeof args[at] === 'number') && lengths.length > 0
      ? fc.oneof({ arbitrary, weight: 2 }, { arbitrary: fc.constantFrom(...lengths), weight: 1 })
      : arbitrary,
  );
  const oneDiffers = fc
    .tuple(fc.constantFrom(...seen), fc.nat({ max: Math.max(0, length - 1) }), fc.tuple(...numbered))
    .map(([args, at, others]) => args.map((value, index) => (index === at ? others[index] : value)));
  return fc.oneof({ arbitrary: oneDiffers, weight: 2 }, { arbitrary: fc.tuple(...numbered), weight: 1 });
}

function lengthsIn(value: unknown): number[] {
  if (typeof value === 'string') return [value.length];
  return Array.isArray(value) ? [value.length] : [];
}

/** Values of the types that were seen. */
function valueLike(seen: readonly unknown[], limits: readonly number[], depth = 0): fc.Arbitrary<unknown> {
  const known = fc.constantFrom(...(seen.length > 0 ? seen : [null]));
  if (depth > 3) return known;
  const parts: fc.Arbitrary<unknown>[] = [known];
  const numbers = seen.filter((value): value is number => typeof value === 'number');
  if (numbers.length > 0) {
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    const from = Math.floor(Math.max(-1e6, least)) - 3;
    parts.push(
      fc.integer({ min: from, max: Math.max(from, Math.ceil(Math.min(1e6, most)) + 3) }),
      fc.constantFrom(0, 1),
    );
    if (limits.length > 0)
      parts.push(fc.constantFrom(...limits.flatMap((limit) => [limit - 1, limit, limit + 1])));
    if (numbers.some((value) => !Number.isInteger(value)))
      parts.push(fc.constantFrom(...numbers.map((value) => value / 2)));
  }
  const texts = seen.filter((value): value is string => typeof value === 'string');
  if (texts.length > 0) {
    const letters = [...new Set(texts.join(''))];
    const longest = Math.max(...texts.map((text) => text.length));
    const unit = fc.constantFrom(...(letters.length > 0 ? letters : ['a']));
    parts.push(fc.string({ unit, maxLength: Math.min(24, longest + 2) }));
    parts.push(fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...texts)).map(([a, b]) => a + b));
    parts.push(
      fc.constantFrom(...texts.flatMap((text) => [text.slice(1), text.slice(0, -1), text.toUpperCase()])),
    );
  }
  if (seen.some((value) => typeof value === 'boolean')) parts.push(fc.boolean());
  const lists = seen.filter((value): value is unknown[] => Array.isArray(value));
  if (lists.length > 0) {
    const longest = Math.max(...lists.map((list) => list.length));
    parts.push(
      fc.array(valueLike(lists.flat(), limits, depth + 1), { maxLength: Math.min(10, longest + 2) }),
    );
    parts.push(
      fc.constantFrom(...lists.flatMap((list) => [list.slice(1), list.slice(0, -1), list.toReversed()])),
    );
  }
  const objects = seen.filter(
    (value): value is Record<string, unknown> =>
      typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  if (objects.length > 0) {
    const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
    const always = keys.filter((key) => objects.every((object) => key in object));
    const model = Object.fromEntries(
      keys.map((key) => [
        key,
        valueLike(
          objects.filter((object) => key in object).map((object) => object[key]),
          limits,
          depth + 1,
        ),
      ]),
    );
    parts.push(fc.record(model, { requiredKeys: always, noNullPrototype: true }));
  }
  return fc.oneof(...parts);
}
