import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSqlParser } from '../../../repair/sql/parser.ts';
import { type Figure, median, quantile } from '../measure.ts';
import type { Surroundings } from '../surroundings.ts';
import { fitCounts } from './fit.ts';
import { handWritten } from './hand-written.ts';
import { type Case, judgeBug, type Outcome } from './judge-bug.ts';
import { bugsOf } from './mutate.ts';

/** Bugs of each program. */
const BUGS = 10;
/** How long one bug may be searched, in milliseconds. */
const BUDGET_MS = 30_000;
/** Parts that are switched off one by one, each on some of the bugs. */
const PARTS = [
  'templates',
  'singles',
  'statements',
  'wraps',
  'expressions',
  'observed',
  'coordinated',
  'pairs',
  'localisation',
  'signs',
  'doubt',
];

/**
 * Repairs bugs that are made by rule from right programs, and bugs that a person wrote. Half of the programs are kept apart: no template
 * was made by looking at them; some weights were chosen on samples of both halves.
 */
export async function benchRepair({ root, environment, say }: Surroundings): Promise<Figure[]> {
  if (environment.BENCH_FIT) {
    await fitCounts(environment.BENCH_FIT.split(','), say);
    return [];
  }
  const cases = await readCases(join(root, 'tests/fixtures/repair'), environment.BENCH_SUITE);
  const parser = await loadSqlParser();
  const run = async (list: Case[], without: readonly string[]): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const each of list) {
      const record = environment.BENCH_RECORD;
      const withWays = record !== undefined;
      const outcome = await judgeBug(each, { parser, without, budgetMs: BUDGET_MS, root, withWays });
      outcomes.push(outcome);
      const { program, rule, reproduced, ways } = outcome;
      if (record) await appendFile(record, `${JSON.stringify({ program, rule, reproduced, ways })}\n`);
      if (environment.BENCH_VERBOSE) say(lineOf(outcome));
    }
    return outcomes;
  };
  const wanted = environment.BENCH_HALF;
  const some = Number(environment.BENCH_EVERY ?? 1);
  const only = environment.BENCH_ONLY ?? '';
  const chosen = cases.filter(({ program }, at) => at % some === 0 && program.includes(only));
  const figures: Figure[] = [];
  for (const half of ['open', 'apart'] as const) {
    if (wanted && wanted !== half) continue;
    const list = chosen.filter(({ program }) => halfOf(program) === half);
    const outcomes = await run(list, []);
    say(`  ${half}: ${summary(outcomes)}`);
    say(`  ${calibration(outcomes)}`);
    figures.push(...figuresOf(half, outcomes));
  }
  const { BENCH_ABLATIONS: ablations } = environment;
  if (ablations) {
    const list = chosen.filter(({ program }) => halfOf(program) === (wanted ?? 'open'));
    const parts = ablations === 'all' ? PARTS : ablations.split(',');
    for (const part of parts) say(`  without ${part}: ${summary(await run(list, [part]))}`);
  }
  return figures;
}

/** Which half a program belongs to: by the sum of the letters of its name. */
function halfOf(program: string): 'open' | 'apart' {
  const sum = [...program].reduce((all, letter) => all + letter.charCodeAt(0), 0);
  return sum % 2 === 0 ? 'open' : 'apart';
}

/** @param suite `hand` for the bugs that a person wrote alone, `rules` for those made by rule alone */
async function readCases(folder: string, suite?: string): Promise<Case[]> {
  const written = suite === 'rules' ? [] : await handWritten(join(folder, 'by-hand'));
  return suite === 'hand' ? written : [...(await byRules(folder)), ...written];
}

async function byRules(folder: string): Promise<Case[]> {
  const calls = JSON.parse(await readFile(join(folder, 'calls.json'), 'utf8')) as Record<
    string,
    [string, unknown[]][]
  >;
  const cases: Case[] = [];
  for (const program of (await readdir(folder)).filter((name) => name in calls).sort()) {
    const right = await readFile(join(folder, program), 'utf8');
    const all = calls[program] ?? [];
    // The visible tests leave out every fourth call.
    const visible = all.filter((_, at) => at % 4 !== 3);
    const seed = [...program].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
    for (const bug of bugsOf(program, right, BUGS, seed)) cases.push({ program, right, bug, visible, all });
  }
  return cases;
}

function counts(outcomes: readonly Outcome[]) {
  const reproduced = outcomes.filter((each) => each.reproduced);
  const plausible = reproduced.filter((each) => each.plausible);
  const correct = plausible.filter((each) => each.correct);
  // What others pass with a different behaviour is put before a person.
  const decided = plausible.filter(({ doubted }) => !doubted);
  const wrong = decided.filter((each) => !each.correct);
  return { all: outcomes.length, reproduced, plausible, correct, decided, wrong };
}

function summary(outcomes: readonly Outcome[]): string {
  const { all, reproduced, plausible, correct, decided, wrong } = counts(outcomes);
  const ranks = plausible.map(({ rank }) => rank).filter((rank) => rank !== null);
  const times = reproduced.map(({ ms }) => ms);
  const speed =
    reproduced.reduce((sum, { screened }) => sum + screened, 0) /
    (times.reduce((sum, ms) => sum + ms, 0) / 1000);
  return [
    `${all} bugs, ${reproduced.length} reproduced, ${plausible.length} plausible, ${correct.length} correct`,
    `(${percent(correct.length, reproduced.length)} of reproduced), ${percent(plausible.length - correct.length, plausible.length)} of plausible overfit`,
    `${decided.length - wrong.length} decided right, ${wrong.length} decided wrong (${percent(wrong.length, decided.length)} of decided), ${plausible.length - decided.length} asked`,
    `a right one among those proposed for ${ranks.length}, median rank ${median(ranks)}`,
    `${(median(times) / 1000).toFixed(1)} s a bug in the median, ${(quantile(times, 0.9) / 1000).toFixed(1)} s for nine of ten, ${Math.round(speed)} changes a second`,
  ].join(', ');
}

function calibration(outcomes: readonly Outcome[]): string {
  const bins = [0, 0.25, 0.5, 0.75, 0.9, 1.01];
  const told = bins.slice(0, -1).map((from, at) => {
    const inside = outcomes.filter(
      ({ plausible, confidence }) => plausible && confidence >= from && confidence < (bins[at + 1] ?? 2),
    );
    return `${from}+: ${inside.filter(({ correct }) => correct).length} of ${inside.length}`;
  });
  return `right by confidence: ${told.join(', ')}`;
}

function figuresOf(half: 'open' | 'apart', outcomes: readonly Outcome[]): Figure[] {
  const { reproduced, plausible, correct } = counts(outcomes);
  const name = half === 'apart' ? 'bugs kept apart' : 'open bugs';
  const share = correct.length / reproduced.length;
  const overfit = (plausible.length - correct.length) / plausible.length;
  return [
    {
      ...{ what: `${name}: repaired correctly, of those that the tests show`, bound: 'at least 65 %' },
      ...{
        measured: `${percent(correct.length, reproduced.length)} (${summary(outcomes)})`,
        holds: share >= 0.65,
      },
    },
    {
      ...{ what: `${name}: wrong repairs, of those that pass the tests`, bound: 'at most 8 %' },
      ...{ measured: percent(plausible.length - correct.length, plausible.length), holds: overfit <= 0.08 },
    },
  ];
}

function percent(part: number, all: number): string {
  return `${((100 * part) / Math.max(1, all)).toFixed(0)} %`;
}

function lineOf(outcome: Outcome): string {
  const state = !outcome.reproduced
    ? 'unseen'
    : !outcome.plausible
      ? 'none'
      : outcome.correct
        ? 'right'
        : 'WRONG';
  const { program, rule, rank, confidence, passing, groups, screened, ms, first } = outcome;
  return `${state.padEnd(7)} ${program} [${rule}] rank ${rank} c ${confidence.toFixed(2)}${outcome.doubted ? '?' : ''} w ${outcome.best?.weight.toFixed(2)} s ${outcome.best?.size} ${passing}/${groups} of ${screened} in ${Math.round(ms)} ms: ${outcome.bug} => ${first.slice(0, 140)}`;
}
