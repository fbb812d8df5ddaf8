import type { ScreenedChange } from '../../domain/ports/screen.ts';
import type { AskedCall } from './inputs.ts';

/** A change that passes all tests. */
export interface Plausible {
  change: ScreenedChange;
  /** How likely its kind of change is right, 0 to 1. */
  weight: number;
  /** Names of the kinds of change. */
  kinds: readonly string[];
  /** Words and marks that it writes and takes away. */
  size: number;
  /** What it answers to the made inputs; empty where nothing could be asked. */
  answers: string[];
}

/** Changes that answer every made input alike. */
export interface Group<P extends Plausible> {
  /** The best first. */
  members: P[];
  /** How much speaks for it, of 1; all groups together have less, since the right change may be missing. */
  share: number;
}

/** An input on which two changes answer differently. */
export interface Distinction {
  call: AskedCall;
  here: string;
  there: string;
}

/** What a crash, an absent value, an endless loop or a changed argument counts where the code before had none. */
const WORSE = 0.3;
/** How fast longer changes lose. */
const SIZE = 7;
/** What speaks for a behaviour that no change has which passes. Measured like the factors below: see docs/repair.md. */
const ANOTHER = 0.012;
/** What puts an expression or a condition from elsewhere in a place: of those that pass, most fit the visible tests alone. */
const TRANSPLANTS = /^(transplant-expression|strengthen-condition)$/;
const TRANSPLANTED = 0.4;
/** Kinds of the wide space that special-case, or bend a value until it fits. */
const FITTING =
  /^space:(condition (extended|replaced)|guarded statement|arithmetic|method|call (behind|around)|statement added|instead of absent|partial|another expression|expected value)/;
const FITTED = 0.7;

/**
 * Groups changes by what they answer, and orders the groups: by the likelihood of the kinds of change in them, shorter
 * changes before longer ones, and those that break what worked last.
 * @param before what the unchanged commit answers
 */
export function weigh<P extends Plausible>(plausible: readonly P[], before: readonly string[]): Group<P>[] {
  const byAnswers = new Map<string, P[]>();
  for (const each of plausible) {
    const key =
      each.answers.length > 0
        ? each.answers.join('\0')
        : `${each.change.path}\0${JSON.stringify(each.change.edits)}`;
    byAnswers.set(key, [...(byAnswers.get(key) ?? []), each]);
  }
  const groups = [...byAnswers.values()].map((members) => {
    const ordered = members.toSorted((a, b) => scoreOf(b, before) - scoreOf(a, before) || a.size - b.size);
    const scores = ordered.map((each) => scoreOf(each, before));
    // Several ways to the same behaviour speak for it, each further one less.
    const score = scores.reduce((sum, each, rank) => sum + each * 0.5 ** rank, 0);
    return { members: ordered, share: score };
  });
  const all = groups.reduce((sum, { share }) => sum + share, ANOTHER);
  return groups.map((group) => ({ ...group, share: group.share / all })).sort((a, b) => b.share - a.share);
}

function scoreOf({ weight: kind, kinds, size, answers }: Plausible, before: readonly string[]): number {
  const transplanted = kinds.some((each) => TRANSPLANTS.test(each)) ? TRANSPLANTED : 1;
  const fitted = kinds.some((each) => FITTING.test(each)) ? FITTED : 1;
  const weight = kind * transplanted * fitted;
  const worse = answers.filter(
    (answer, at) =>
      (isBad(answer) && !isBad(before[at] ?? '')) ||
      (changesInput(answer) && !changesInput(before[at] ?? '')),
  ).length;
  const share = answers.length > 0 ? worse / answers.length : 0;
  return weight * weight * Math.exp(-size / SIZE) * (worse > 0 ? WORSE * (1 - share) : 1) + 1e-6;
}

/** Whether a call changed what it was given; the screen says so. */
function changesInput(answer: string): boolean {
  return answer.includes(', arguments become ');
}

function isBad(answer: string): boolean {
  return /^(undefined|NaN|does not end|throws (TypeError|RangeError|ReferenceError|SyntaxError))/.test(
    answer,
  );
}

/** The first, shortest input on which two changes differ; null where there is none. */
export function distinction(
  one: Plausible,
  other: Plausible,
  calls: readonly AskedCall[],
): Distinction | null {
  const found = calls.flatMap((call, at) => {
    const [here, there] = [one.answers[at] ?? '', other.answers[at] ?? ''];
    return here === there ? [] : [{ call, here, there }];
  });
  return found.sort((a, b) => a.call.args.length - b.call.args.length)[0] ?? null;
}
