import fc from 'fast-check';
import { callKey, type ObservedCall } from '../../domain/ports/screen.ts';
import { type EdgeContext, edgesOf, edgesOfCode } from './edges.ts';
import { type Optional, withOptions } from './options.ts';
import { sequencesLike } from './sequences.ts';
import { askedFurther, type Method } from './uncalled.ts';
import { argumentsLike } from './values.ts';

/** A call of an exported function or class, with the JSON of its arguments. */
export type AskedCall = Omit<ObservedCall, 'failing'>;

type Made = Pick<AskedCall, 'args' | 'steps'>;

/** Inputs that are made up for each function, and those at edges, besides those that were seen. */
const INPUTS = 70;
const EDGES = 50;
/** Inputs with options and optional arguments that no test gives. */
const OPTIONS = 40;
/** Sequences of calls that are made up for each class, and as many at edges. */
const SEQUENCES = 60;
/** Functions and classes for which inputs are made. */
const FUNCTIONS = 4;
/** Longer ones tell nothing more. */
const LONGEST = 2_000;
const SEED = 20_240_501;

/**
 * Calls with inputs like those that the tests use: the same, and ones near to them. The same calls always give the same.
 * @param code in whose numbers and texts behaviours part
 * @param optionals what the functions and classes of the code may be given besides, by their names
 * @param methods of the classes of the code, by their names
 */
export function inputsLike(
  calls: readonly ObservedCall[],
  code = '',
  optionals: ReadonlyMap<string, readonly Optional[]> = new Map(),
  methods: ReadonlyMap<string, readonly Method[]> = new Map(),
): AskedCall[] {
  const context = edgesOfCode(code);
  const byFunction = new Map<string, ObservedCall[]>();
  for (const call of calls) {
    const key = [call.path, call.name, call.isNew, call.steps !== undefined].join('\0');
    byFunction.set(key, [...(byFunction.get(key) ?? []), call]);
  }
  const asked = new Map<string, AskedCall>();
  const failingFirst = [...byFunction.values()].sort(
    (a, b) => Number(b.some(({ failing }) => failing)) - Number(a.some(({ failing }) => failing)),
  );
  for (const group of failingFirst.slice(0, FUNCTIONS)) {
    const [{ path, name, isNew, steps }] = group as [ObservedCall];
    const made =
      steps === undefined ? argumentsOf(group, context) : sequencesLike(group, context, SEQUENCES, SEED);
    const further = isNew ? askedFurther(made, methods.get(name) ?? []) : [];
    for (const each of [...made, ...optioned(group, optionals.get(name) ?? []), ...further]) {
      const call = { path, name, ...(isNew && { isNew }), ...each };
      if (each.args.length + (each.steps?.length ?? 0) < LONGEST) asked.set(callKey(call), call);
    }
  }
  return [...asked.values()];
}

function argumentsOf(calls: readonly ObservedCall[], context: EdgeContext): Made[] {
  const seen = calls.map(({ args }) => JSON.parse(args) as unknown[]);
  const made = fc.sample(argumentsLike(seen, context), { numRuns: INPUTS, seed: SEED });
  return [...seen, ...atEdges(seen, context), ...made].map((args) => ({ args: JSON.stringify(args) }));
}

/** The seen calls with other options; of an object with the same steps behind it. */
function optioned(calls: readonly ObservedCall[], optionals: readonly Optional[]): Made[] {
  if (optionals.length === 0) return [];
  const failingFirst = calls.toSorted((a, b) => Number(b.failing) - Number(a.failing)).slice(0, 4);
  return failingFirst.flatMap(({ args, steps }) =>
    withOptions(JSON.parse(args) as unknown[], optionals, OPTIONS / failingFirst.length).map((given) => ({
      args: JSON.stringify(given),
      ...(steps !== undefined && { steps }),
    })),
  );
}

/** Seen arguments of which one is at an edge: some of all of them, in turn. */
function atEdges(seen: readonly unknown[][], context: EdgeContext): unknown[][] {
  const lists = seen.flatMap((args) =>
    args.map((value, at) => edgesOf(value, context).map((other) => args.with(at, other))),
  );
  const found = new Map<string, unknown[]>();
  const longest = Math.max(0, ...lists.map((list) => list.length));
  for (let rank = 0; rank < longest && found.size < EDGES; rank += 1)
    for (const list of lists) {
      const args = list[rank];
      if (args && found.size < EDGES) found.set(JSON.stringify(args), args);
    }
  return [...found.values()];
}
