import fc from 'fast-check';
import type { ObservedCall } from '../../domain/ports/screen.ts';
import { type EdgeContext, edgesOf } from './edges.ts';
import { argumentsLike } from './values.ts';

/** A call of a method: its name and its arguments. */
type Step = [method: string, args: unknown[]];
/** What was called on one object. */
interface Session {
  args: unknown[];
  steps: Step[];
}
/** A number of a method's arguments. */
type Slot = `${string} ${number}`;

/** Sessions of two steps in the other order. */
const EXCHANGED = 24;
/** Steps that are made up behind one another. */
const LONGEST = 12;

/**
 * Sequences of calls like those that were made of objects of one class: parts left out, repeated, exchanged, with other
 * arguments, and the same methods in any order. What grew with each call in the tests, as a time does, grows here.
 */
export function sequencesLike(
  calls: readonly ObservedCall[],
  context: EdgeContext,
  count: number,
  seed: number,
): Pick<ObservedCall, 'args' | 'steps'>[] {
  const seen = calls.map(
    ({ args, steps = '[]' }): Session => ({ args: JSON.parse(args), steps: JSON.parse(steps) }),
  );
  const clocks = clocksOf(seen);
  const made = fc.sample(sessionLike(seen, context), { numRuns: count, seed });
  return [
    ...seen,
    ...exchanged(seen).slice(0, EXCHANGED),
    ...edgesOfSessions(seen, context).slice(0, count),
    ...made.map((each) => inTime(each, clocks)),
  ].map(({ args, steps }) => ({ args: JSON.stringify(args), steps: JSON.stringify(steps) }));
}

function sessionLike(seen: readonly Session[], context: EdgeContext): fc.Arbitrary<Session> {
  const args = argumentsLike(
    seen.map((session) => session.args),
    context,
  );
  const byMethod = new Map<string, unknown[][]>();
  for (const [method, given] of seen.flatMap(({ steps }) => steps))
    byMethod.set(method, [...(byMethod.get(method) ?? []), given]);
  const steps = [...byMethod].map(([method, lists]) =>
    argumentsLike(withShared(lists, [...byMethod.values()].flat()), context).map(
      (given): Step => [method, given],
    ),
  );
  const step = steps.length > 0 ? fc.oneof(...steps) : fc.constant<Step>(['toString', []]);
  const known = fc.constantFrom(...seen);
  const made = fc.record({
    args: fc.oneof(
      known.map((session) => session.args),
      args,
    ),
    steps: fc.array(step, { minLength: 1, maxLength: LONGEST }),
  });
  const changed = fc
    .tuple(known, fc.nat(), fc.nat({ max: 3 }), step, args)
    .map(([session, at, how, other, others]) => {
      const where = at % Math.max(1, session.steps.length);
      const [head, tail] = [session.steps.slice(0, where), session.steps.slice(where + 1)];
      const here = session.steps.slice(where, where + 1);
      if (how === 0) return { args: session.args, steps: [...head, ...tail, ...here] };
      if (how === 1) return { args: session.args, steps: [...head, other, ...tail] };
      if (how === 2) return { args: session.args, steps: [...head, ...here, other, ...tail] };
      return { args: others, steps: session.steps };
    });
  const joined = fc
    .tuple(known, known)
    .map(([one, other]) => ({ args: one.args, steps: [...one.steps, ...other.steps] }));
  return fc.oneof(
    { arbitrary: made, weight: 3 },
    { arbitrary: changed, weight: 3 },
    { arbitrary: joined, weight: 1 },
  );
}

/** The arguments of a method, and the same with texts that other methods were given in their places: keys are shared. */
function withShared(lists: readonly unknown[][], all: readonly unknown[][]): unknown[][] {
  const [first = []] = lists;
  const shared = first.flatMap((value, at) =>
    typeof value !== 'string'
      ? []
      : all
          .filter((args) => typeof args[at] === 'string')
          .slice(0, 12)
          .map((args) => first.with(at, args[at])),
  );
  return [...lists, ...shared];
}

/** Two steps of a session alone, the later one first: what comes first often decides, as with two stays that only touch. */
function exchanged(seen: readonly Session[]): Session[] {
  const found = seen.flatMap(({ args, steps }) =>
    steps
      .slice(0, LONGEST)
      .flatMap((later, at) => steps.slice(0, at).map((earlier) => ({ args, steps: [later, earlier] }))),
  );
  return [...new Map(found.map((session) => [JSON.stringify(session), session])).values()];
}

/** Each seen session without one of its steps, with one twice, and with one argument at an edge. */
function edgesOfSessions(seen: readonly Session[], context: EdgeContext): Session[] {
  const found: Session[] = [];
  for (const { args, steps } of seen) {
    for (const [at, [method, given]] of steps.slice(0, LONGEST).entries()) {
      found.push({ args, steps: steps.toSpliced(at, 1) });
      found.push({ args, steps: steps.toSpliced(at, 0, [method, given]) });
      for (const [place, value] of given.entries())
        for (const other of edgesOf(value, context).slice(0, 10))
          found.push({ args, steps: steps.with(at, [method, given.with(place, other)]) });
    }
    for (const [place, value] of args.entries())
      for (const other of edgesOf(value, context).slice(0, 8))
        found.push({ args: args.with(place, other), steps });
  }
  // Some of all, rather than all of the first.
  const rank = new Map(found.map((session, at) => [session, (at * 7919) % Math.max(1, found.length)]));
  return found.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

function slotsOf({ steps }: Session): [Slot, number][] {
  return steps.flatMap(([method, args]) =>
    args.flatMap((value, at): [Slot, number][] =>
      typeof value === 'number' ? [[`${method} ${at}`, value]] : [],
    ),
  );
}

/** The arguments that only grew in each session, and did grow. */
function clocksOf(seen: readonly Session[]): ReadonlySet<Slot> {
  const all = seen.map(slotsOf);
  const slots = new Set(all.flat().map(([slot]) => slot));
  const grows = (values: readonly number[]) =>
    values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0));
  const clocks = new Set<Slot>();
  for (const slot of slots) {
    const lists = all.map((list) => list.filter(([each]) => each === slot).map(([, value]) => value));
    if (lists.every(grows) && lists.some((values) => new Set(values).size > 1)) clocks.add(slot);
  }
  const together = all.every((list) =>
    grows(list.filter(([slot]) => clocks.has(slot)).map(([, value]) => value)),
  );
  return together ? clocks : new Set();
}

function inTime(session: Session, clocks: ReadonlySet<Slot>): Session {
  const times = slotsOf(session)
    .filter(([slot]) => clocks.has(slot))
    .map(([, value]) => value)
    .sort((a, b) => a - b);
  let next = 0;
  const steps = session.steps.map(([method, args]): Step => {
    const timed = args.map((value, at) => {
      if (typeof value !== 'number' || !clocks.has(`${method} ${at}`)) return value;
      next += 1;
      return times[next - 1];
    });
    return [method, timed];
  });
  return { ...session, steps };
}
