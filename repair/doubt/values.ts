import fc from 'fast-check';
import { type EdgeContext, edgesOf, isDescribed } from './edges.ts';

/** Arguments of which one differs from those of a seen call, or all do. */
export function argumentsLike(seen: readonly unknown[][], context: EdgeContext): fc.Arbitrary<unknown[]> {
  if (seen.every((args) => args.length === 0)) return fc.constant([]);
  const length = Math.max(...seen.map((args) => args.length));
  const each = Array.from({ length }, (_, at) =>
    valueLike(
      seen.filter((args) => at < args.length).map((args) => args[at]),
      context,
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
function valueLike(seen: readonly unknown[], context: EdgeContext, depth = 0): fc.Arbitrary<unknown> {
  const known = fc.constantFrom(...(seen.length > 0 ? seen : [null]));
  if (depth > 3) return known;
  const parts: fc.Arbitrary<unknown>[] = [known];
  const { limits } = context;
  const edges = seen.slice(0, 6).flatMap((value) => edgesOf(value, context));
  if (edges.length > 0 && depth < 2) parts.push(fc.constantFrom(...edges));
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
      fc.array(valueLike(lists.flat(), context, depth + 1), { maxLength: Math.min(10, longest + 2) }),
    );
    // What was seen in other company and another order is still what the code may be given.
    const seenElements = lists.flat();
    if (seenElements.length > 0)
      parts.push(fc.array(fc.constantFrom(...seenElements), { maxLength: Math.min(10, longest + 2) }));
    parts.push(
      fc.constantFrom(...lists.flatMap((list) => [list.slice(1), list.slice(0, -1), list.toReversed()])),
    );
  }
  const objects = seen.filter(
    (value): value is Record<string, unknown> =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && !isDescribed(value),
  );
  if (objects.length > 0) {
    const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
    const always = keys.filter((key) => objects.every((object) => key in object));
    const model = Object.fromEntries(
      keys.map((key) => [
        key,
        valueLike(
          objects.filter((object) => key in object).map((object) => object[key]),
          context,
          depth + 1,
        ),
      ]),
    );
    parts.push(fc.record(model, { requiredKeys: always, noNullPrototype: true }));
  }
  return fc.oneof(...parts);
}
