/** How two lists are brought together. */
interface Costs<Item> {
  /** What it costs to take one for the other; Infinity where that makes no sense. */
  pair: (one: Item, other: Item) => number;
  lose: (one: Item) => number;
  gain: (other: Item) => number;
}

/** A step: a pair, or what is only in one of the lists. */
export type Step<Item> = { one: Item; other: Item } | { one: Item; other: null } | { one: null; other: Item };

/** Lists that are longer together than this are not brought together: a second of work. */
const MOST_CELLS = 4_000_000;

/** The cheapest way from one list to another, in order. Equal ends are taken as they are. */
export function alignLists<Item extends { key: string }>(
  ones: readonly Item[],
  others: readonly Item[],
  costs: Costs<Item>,
): { cost: number; steps: Step<Item>[] } {
  // The ends first: most of what is new stands before what it resembles.
  let [end, otherEnd] = [ones.length, others.length];
  while (end > 0 && otherEnd > 0 && ones[end - 1]?.key === others[otherEnd - 1]?.key) {
    end -= 1;
    otherEnd -= 1;
  }
  let start = 0;
  while (start < end && start < otherEnd && ones[start]?.key === others[start]?.key) start += 1;
  const same = (one: Item, index: number): Step<Item> => ({ one, other: others[index] as Item });
  const middle = cheapest(ones.slice(start, end), others.slice(start, otherEnd), costs);
  return {
    cost: middle.cost,
    steps: [
      ...ones.slice(0, start).map((one, index) => same(one, index)),
      ...middle.steps,
      ...ones.slice(end).map((one, index) => same(one, otherEnd + index)),
    ],
  };
}

function cheapest<Item extends { key: string }>(
  ones: Item[],
  others: Item[],
  { pair, lose, gain }: Costs<Item>,
): { cost: number; steps: Step<Item>[] } {
  if (ones.length * others.length > MOST_CELLS) return apart(ones, others, { lose, gain });
  const wide = others.length + 1;
  const best = new Float64Array((ones.length + 1) * wide);
  const at = (i: number, j: number) => best[i * wide + j] as number;
  const paired = (i: number, j: number) => {
    const [one, other] = [ones[i] as Item, others[j] as Item];
    return one.key === other.key ? 0 : pair(one, other);
  };
  // From the ends to the starts, so that the way is read off forwards.
  for (let i = ones.length; i >= 0; i -= 1) {
    for (let j = others.length; j >= 0; j -= 1) {
      if (i === ones.length && j === others.length) continue;
      let least = Number.POSITIVE_INFINITY;
      if (i < ones.length) least = Math.min(least, at(i + 1, j) + lose(ones[i] as Item));
      if (j < others.length) least = Math.min(least, at(i, j + 1) + gain(others[j] as Item));
      if (i < ones.length && j < others.length) least = Math.min(least, at(i + 1, j + 1) + paired(i, j));
      best[i * wide + j] = least;
    }
  }
  const steps: Step<Item>[] = [];
  let [i, j] = [0, 0];
  while (i < ones.length || j < others.length) {
    const [one, other] = [ones[i], others[j]];
    if (one && other && isNear(at(i, j), at(i + 1, j + 1) + paired(i, j))) {
      steps.push({ one, other });
      i += 1;
      j += 1;
    } else if (one && isNear(at(i, j), at(i + 1, j) + lose(one))) {
      steps.push({ one, other: null });
      i += 1;
    } else {
      steps.push({ one: null, other: other as Item });
      j += 1;
    }
  }
  return { cost: at(0, 0), steps };
}

function apart<Item>(
  ones: Item[],
  others: Item[],
  { lose, gain }: Pick<Costs<Item>, 'lose' | 'gain'>,
): { cost: number; steps: Step<Item>[] } {
  let cost = 0;
  for (const one of ones) cost += lose(one);
  for (const other of others) cost += gain(other);
  return {
    cost,
    steps: [...ones.map((one) => ({ one, other: null })), ...others.map((other) => ({ one: null, other }))],
  };
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) < 1e-6;
}
