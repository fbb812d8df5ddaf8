import type { ScreenedChange } from '../../domain/ports/screen.ts';
import { type AskedContext, answerSigns } from './answer-signs.ts';
import type { TextSigns } from './text-signs.ts';

/** A change that passes all tests. */
export interface Plausible {
  change: ScreenedChange;
  /** How likely its kind of change is right, 0 to 1. */
  weight: number;
  /** Names of the kinds of change. */
  kinds: readonly string[];
  /** Words and marks that it writes and takes away. */
  size: number;
  /** What its text shows. */
  signs: TextSigns;
  /** What it answers to the made inputs; empty where nothing could be asked. */
  answers: string[];
}

/** Changes that answer every made input alike. */
export interface Group<P extends Plausible> {
  /** The best first. */
  members: P[];
  /** How much speaks for it, of 1; all groups together have less, since the right change may be missing. */
  share: number;
  /** Whether it fails, answers nothing or changes its arguments where the code before did not. */
  spoils: boolean;
}

/** On 165 bugs 3 of 48 that are decided for are wrong where the set at hand is left out of the fit; see docs/repair.md. */
const ALONE = 0.75;
/** Where several ways to behave pass. */
const AMONG_OTHERS = 0.85;
/**
 * How much each sign counts, as the exponent of a logistic choice between the ways to behave. Fitted to bugs that
 * have been seen, and held to what it decides on sets that were left out: see docs/repair.md.
 */
export const COUNTS = {
  ...{ kind: 1.9, size: -0.15, transplanted: -2.2, strengthened: -0.5, fitted: -0.35, paired: -1.5 },
  ...{ operator: -1.2, beyond: -1.1, worse: -0.4, worseShare: -0.7, bad: -0.95, echo: -0.95 },
  ...{ unread: -1.2, read: 1, quoted: -4, adds: -0.5, elsewhere: 0.4 },
  ...{ deletes: -1.3, senseless: -2.5, tidies: 2 },
};
/** What speaks for a behaviour that no change has which passes, as an exponent. Fitted with the counts. */
export const ANOTHER = -4.8;
/**
 * The most that speaks for what writes values that only the tests know: of 17 such ways to behave none was right, see
 * docs/repair.md.
 */
const QUOTED = 0.3;
/** What puts an expression from elsewhere in a place: of those that pass, most fit the visible tests alone. */
const TRANSPLANTS = /^transplant-expression/;
/** What asks for more before something is done. */
const STRENGTHENS = /^strengthen-condition/;
/** Kinds of the wide space that special-case, or bend a value until it fits. */
const FITTING =
  /^space:(condition (extended|replaced)|guarded statement|arithmetic|method|call (behind|around)|statement added|instead of absent|partial|another expression|expected value)/;

/** Operators that are seldom mistaken for one another: the templates make the others. Of 15 ways to behave none was right. */
const OPERATORS = /^space:operator$/;
/** Two changes that have nothing to do with one another: none that stood first was right, see docs/repair.md. */
const PAIRED = /^space:.* and /;

/**
 * Groups changes by what they answer, and orders the groups: by the likelihood of the kinds of change in them, shorter
 * changes before longer ones, those that change fewer answers before those that change more, and those that read what is declared
 * before those that leave it unread. Groups of which every change writes what only the tests know come behind all others.
 */
export function weigh<P extends Plausible>(plausible: readonly P[], asked: AskedContext): Group<P>[] {
  const byAnswers = new Map<string, P[]>();
  for (const each of plausible) {
    const key =
      each.answers.length > 0
        ? each.answers.join('\0')
        : `${each.change.path}\0${JSON.stringify(each.change.edits)}`;
    byAnswers.set(key, [...(byAnswers.get(key) ?? []), each]);
  }
  const fewest = fewestChanged(plausible, asked);
  const groups = [...byAnswers.values()].map((members) => {
    const scored = members.map((each) => ({ each, score: scoreOf(each, asked, fewest) }));
    scored.sort((a, b) => b.score - a.score || a.each.size - b.each.size);
    const spoils = answerSigns(scored[0]?.each.answers ?? [], asked).worse > 0;
    return {
      members: scored.map(({ each }) => each),
      ...{ share: shareOf(scored.map(({ score }) => score)), spoils },
    };
  });
  const all = groups.reduce((sum, { share }) => sum + share, Math.exp(ANOTHER));
  const quotes = ({ members }: Group<P>) => members.every(({ signs }) => signs.quoted !== null);
  const shared = groups
    .map((group) => ({ ...group, share: group.share / all }))
    .sort((a, b) => Number(quotes(a)) - Number(quotes(b)) || b.share - a.share);
  const least = shared.findLast((group) => !quotes(group))?.share ?? QUOTED;
  return shared.map((group) =>
    quotes(group) ? { ...group, share: Math.min(group.share, least, QUOTED) } : group,
  );
}

/** What speaks for a change and against it, as numbers. */
export type Signs = Record<keyof typeof COUNTS, number>;

/** How many answers to other inputs that one of these changes which changes fewest. */
export function fewestChanged(plausible: readonly Pick<Plausible, 'answers'>[], asked: AskedContext): number {
  const asking = plausible.filter(({ answers }) => answers.length > 0);
  return Math.min(...asking.map(({ answers }) => answerSigns(answers, asked).changed));
}

/**
 * The signs of a change, each as what its count is multiplied with.
 * @param fewest of all that passes, how many answers to other inputs the one changes that changes fewest
 */
export function signsOf(
  { weight, kinds, size, signs, answers }: Omit<Plausible, 'change'>,
  asked: AskedContext,
  fewest: number,
): Signs {
  const { changed, worse, bad, echo } = answerSigns(answers, asked);
  const is = (pattern: RegExp) => Number(kinds.some((each) => pattern.test(each)));
  return {
    ...{ kind: Math.log(weight), size, transplanted: is(TRANSPLANTS) },
    ...{ strengthened: is(STRENGTHENS), fitted: is(FITTING), paired: is(PAIRED) },
    operator: is(OPERATORS),
    beyond: Math.log((1 + changed) / (1 + Math.min(fewest, changed))),
    ...{ worse: Number(worse > 0), worseShare: worse, bad, echo: Math.sqrt(echo) },
    unread: Number(signs.unread.length > 0),
    read: Number(signs.read.length > 0),
    quoted: Number(signs.quoted !== null),
    adds: Number(signs.adds),
    elsewhere: Number(signs.elsewhere),
    deletes: Number(signs.deletes),
    senseless: Number(signs.senseless),
    tidies: Number(signs.tidies),
  };
}

/** What the text of a change says for it, before it is asked how it behaves; comparable with others of the same bug. */
export function textScoreOf(change: Omit<Plausible, 'answers'>): number {
  return scoreOf({ ...change, answers: [] }, { calls: [], before: [], seen: [] }, 0);
}

function scoreOf(each: Plausible, asked: AskedContext, fewest: number): number {
  const signs = signsOf(each, asked, fewest);
  const names = Object.keys(COUNTS) as (keyof Signs)[];
  return Math.exp(names.reduce((sum, name) => sum + COUNTS[name] * signs[name], 0));
}

/** What speaks for a behaviour: several ways to it speak for it, each further one less. */
export function shareOf(scores: readonly number[]): number {
  return scores.toSorted((a, b) => b - a).reduce((sum, score, rank) => sum + score * 0.5 ** rank, 0);
}

/**
 * Whether nobody is asked about the first group: where others behave differently, much has to speak for it, and what spoils
 * answers is never decided for. None of 28 right ones that were decided for did; see docs/repair.md.
 */
export function isDecided(groups: readonly Pick<Group<Plausible>, 'share' | 'spoils'>[]): boolean {
  const [first] = groups;
  if (!first || first.spoils) return false;
  return first.share >= (groups.length > 1 ? AMONG_OTHERS : ALONE);
}
