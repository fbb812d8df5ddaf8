import { readFile } from 'node:fs/promises';
import { ANOTHER, COUNTS, type Signs, shareOf } from '../../../repair/doubt/weigh.ts';
import type { Way } from './judge-bug.ts';

/** A bug and all that passed its visible tests, as `BENCH_RECORD` keeps it. */
interface Recorded {
  program: string;
  ways: Way[];
}
type Counts = Signs & { another: number };

const NAMES = [...Object.keys(COUNTS), 'another'] as (keyof Counts)[];
/** Programs are left out of the fit in so many parts, one after the other. */
const PARTS = 8;
/** How strongly a count is held where it is, in units of its size. */
const HELD = 1;
const ROUNDS = 250;

/**
 * Fits the counts of the choice to recorded bugs, and says how well those decide that were fitted without the program at hand.
 * @param paths files of `BENCH_RECORD`
 */
export async function fitCounts(paths: readonly string[], say: (line: string) => void): Promise<void> {
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  const bugs = lines.map((line): Recorded => JSON.parse(line)).filter(({ ways }) => ways.length > 0);
  const now: Counts = { ...COUNTS, another: ANOTHER };
  say(`  ${bugs.length} bugs; now: ${judged(bugs, () => now)}`);
  const all = fitted(bugs, now);
  say(
    `  fitted: ${JSON.stringify(all, (_, value) => (typeof value === 'number' ? Number(value.toFixed(2)) : value))}`,
  );
  say(`  on the same bugs: ${judged(bugs, () => all)}`);
  const programs = [...new Set(bugs.map(({ program }) => program))].sort();
  const partOf = (program: string) => programs.indexOf(program) % PARTS;
  const parts = Array.from({ length: PARTS }, (_, part) =>
    fitted(
      bugs.filter(({ program }) => partOf(program) !== part),
      now,
    ),
  );
  say(`  cross-validated: ${judged(bugs, ({ program }) => parts[partOf(program)] ?? now)}`);
}

/** Each way's share, and what is left for a change that was not found. */
function sharesOf({ ways }: Recorded, counts: Counts): { shares: number[]; another: number } {
  const speaks = ways.map(({ members }) => shareOf(members.map(({ signs }) => scoreOf(signs, counts))));
  const another = Math.exp(counts.another);
  const all = speaks.reduce((sum, each) => sum + each, another);
  return { shares: speaks.map((each) => each / all), another: another / all };
}

function scoreOf(signs: Signs, counts: Counts): number {
  let sum = 0;
  for (const name of NAMES) if (name !== 'another') sum += counts[name] * (signs[name] ?? 0);
  return Math.exp(sum);
}

function loss(bugs: readonly Recorded[], counts: Counts, from: Counts): number {
  let sum = 0;
  for (const bug of bugs) {
    const { shares, another } = sharesOf(bug, counts);
    const right = shares.filter((_, at) => bug.ways[at]?.right).reduce((all, share) => all + share, 0);
    sum -= Math.log(Math.max(1e-9, right || another));
  }
  for (const name of NAMES) sum += HELD * ((counts[name] - from[name]) / (Math.abs(from[name]) + 0.3)) ** 2;
  return sum;
}

/** Steps along one count after the other, as long as they help. */
function fitted(bugs: readonly Recorded[], from: Counts): Counts {
  const counts = { ...from };
  const steps = Object.fromEntries(NAMES.map((name) => [name, 0.2 * (Math.abs(from[name]) + 0.2)]));
  let best = loss(bugs, counts, from);
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = NAMES[round % NAMES.length] as keyof Counts;
    for (const sign of [1, -1]) {
      const before = counts[name];
      counts[name] = before + sign * (steps[name] ?? 0);
      const tried = loss(bugs, counts, from);
      if (tried < best) {
        best = tried;
        break;
      }
      counts[name] = before;
      if (sign === -1) steps[name] = (steps[name] ?? 0) / 2;
    }
  }
  return counts;
}

function judged(bugs: readonly Recorded[], countsOf: (bug: Recorded) => Counts): string {
  const chosen = bugs.map((bug) => {
    const { shares } = sharesOf(bug, countsOf(bug));
    const share = Math.max(...shares);
    return { share, right: bug.ways[shares.indexOf(share)]?.right ?? false, alone: shares.length === 1 };
  });
  const told = (from: number, to: number, alone: boolean) => {
    const inside = chosen.filter((each) => each.alone === alone && each.share >= from && each.share < to);
    return `${from}: ${inside.filter(({ right }) => right).length}/${inside.length}`;
  };
  const bins = [0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01];
  const row = (alone: boolean) =>
    bins
      .slice(0, -1)
      .map((from, at) => told(from, bins[at + 1] ?? 2, alone))
      .join(', ');
  const possible = bugs.filter(({ ways }) => ways.some(({ right }) => right)).length;
  return `${chosen.filter(({ right }) => right).length} right first of ${possible} that are among them; alone from ${row(true)}; among others from ${row(false)}`;
}
