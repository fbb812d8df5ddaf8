import type { Screen, Screened, ScreenedChange } from '../../domain/ports/screen.ts';
import { observe } from '../evidence/observed.ts';
import { kindsFromCalls } from '../evidence/observed-kinds.ts';
import { unreadMembers } from '../evidence/unread.ts';
import { coordinatedEdits, pairsOf } from '../space/coordinated.ts';
import { singleEdits } from '../space/index.ts';
import type { SpaceEdit } from '../space/space-edit.ts';
import { fieldsOf } from '../syntax/fields.ts';
import { findScopes } from '../syntax/scope.ts';
import type { Place, Source } from '../syntax/source.ts';
import { describeEdits } from './describe-edits.ts';
import type { Draft } from './draft.ts';
import { suspectByRuns } from './places.ts';

/** A change on its way through the screen. */
export interface Tried {
  change: ScreenedChange;
  weight: number;
  rationale: string;
  templates: string[];
}

export interface ScreenedSearch {
  screen: Screen;
  sources: readonly Source[];
  /** What the templates suggest, best first. */
  drafts: readonly Draft[];
  /** From 1; later rounds search wider. */
  round: number;
  /** How long may be searched, in milliseconds. */
  budgetMs: number;
  signal: AbortSignal;
  /** Parts that are switched off, for the benchmark. */
  without: readonly string[];
  /** Whether a change that passes most likely fits the tests alone, so that the search for others continues as before. */
  isFitted?(change: ScreenedChange): boolean;
  heartbeat(detail: string): void;
}

export interface ScreenedFound {
  passing: Tried[];
  /** How many changes were screened. */
  screened: number;
  /** Whether everything but the pairs was screened. */
  complete: boolean;
}

/** Changes in one order to the screen. */
const BATCH = 1_000;
/** The most edits of one kind, at one place or several, of all files. */
const SINGLES = 60_000;
/** How long a part of them should take, in milliseconds, and the fewest changes of one. */
const PART_MS = 1_500;
const FEWEST = 32;
/** Of the first part: nobody knows yet how long one takes. */
const FIRST = 128;
/** Changes that come further, on which others are put. */
const PARTIAL = 12;
/** Of the likeliest single edits, how many are combined with one another, for each round. */
const PAIRED = 160;
/** Of the square of its weight, what a change has that no longer matters beside the likeliest one that passes. */
const UNLIKELY = 0.05;
/** Templates weigh more than this, and are still wrong at times. */
const SURE = 0.7;
/** After the first that passes, as many again are screened as before it, and these. */
const BESIDES = 7_500;
/** More ways that pass tell nothing more. */
const ENOUGH = 2_000;

/** Searches in widening rings: templates, single edits and the same edit at several places, two edits. */
export async function searchScreened(search: ScreenedSearch): Promise<ScreenedFound> {
  const { screen, sources, without, signal } = search;
  const ends = performance.now() + search.budgetMs;
  const found: ScreenedFound = { passing: [], screened: 0, complete: true };
  const better: { tried: Tried; gain: number }[] = [];
  const seen = new Set<string>();
  /** The weight of the likeliest change that passes. */
  let best = 0;
  /** How many pass that end the search. */
  let credible = 0;
  /** How many changes are screened before the time is looked at. */
  let size = FIRST;
  /** How many changes are screened at most, since one passes. */
  let most = Number.POSITIVE_INFINITY;

  async function ring(all: Iterable<Tried>): Promise<void> {
    if (found.screened >= most) return;
    let batch: Tried[] = [];
    const flush = async () => {
      let rest = batch;
      batch = [];
      // Changes that hang take a thousand times as long as others: the time is looked at between small parts.
      while (rest.length > 0 && performance.now() <= ends) {
        const part = rest.slice(0, size);
        rest = rest.slice(size);
        const began = performance.now();
        const results = await screen.run(part.map(({ change }) => change));
        size = partFor(part.length, performance.now() - began);
        found.screened += results.length;
        for (const [at, result] of results.entries()) note(part[at] as Tried, result);
        search.heartbeat(`screened ${found.screened} changes, ${found.passing.length} pass`);
        signal.throwIfAborted();
      }
      if (rest.length > 0) found.complete = false;
    };
    for (const tried of all) {
      const key = keyOf(tried.change);
      if (seen.has(key) || tried.weight ** 2 < UNLIKELY * best ** 2) continue;
      seen.add(key);
      batch.push(tried);
      if (batch.length < BATCH) continue;
      await flush();
      signal.throwIfAborted();
      if (credible > 0) most = Math.min(most, 2 * found.screened + BESIDES);
      if (found.screened >= most) return;
      if (performance.now() > ends || found.passing.length >= ENOUGH) {
        found.complete = false;
        return;
      }
    }
    if (batch.length > 0) await flush();
  }

  function note(tried: Tried, { outcome, fixed, progress }: Screened): void {
    if (outcome === 'passes') found.passing.push(tried);
    if (outcome === 'passes' && !search.isFitted?.(tried.change)) {
      credible += 1;
      best = Math.max(best, Math.min(SURE, tried.weight));
    }
    if (outcome === 'better') better.push({ tried, gain: fixed * 100 + progress });
  }

  if (!without.includes('templates')) await ring(search.drafts.map(ofDraft));
  const observed = observe(without.includes('observed') ? { compared: [] } : screen);
  const constants = [...new Set([...constantsOf(screen), ...observed.constants])];
  const singles: { source: Source; edit: SpaceEdit; weight: number }[] = [];
  const groups: { source: Source; edits: SpaceEdit[] }[] = [];
  for (const source of sources) {
    const byRuns = suspectByRuns(source, screen);
    if (!byRuns && !without.includes('localisation')) continue;
    const suspicion = without.includes('localisation') ? () => 0.5 : (byRuns ?? (() => 0.5));
    const scopes = findScopes(source, without.includes('fields') ? undefined : fieldsOf(source));
    if (!without.includes('observed')) kindsFromCalls(source, scopes, screen.calls);
    const suspected = (place: Place) => suspicion(place) > 0;
    const unread = without.includes('observed') ? [] : unreadMembers(source, screen.calls);
    const edits = singleEdits({ source, scopes, suspected, constants, observed, unread }, without);
    groups.push({ source, edits });
    const placed = (edit: SpaceEdit) => edit.weight * (0.5 + 0.5 * suspicion(source.placeOf(edit.at)));
    if (!without.includes('singles'))
      for (const edit of edits) singles.push({ source, edit, weight: placed(edit) });
    if (!without.includes('coordinated'))
      for (const edit of coordinatedEdits(source, edits))
        singles.push({ source, edit, weight: placed(edit) });
  }
  singles.sort((a, b) => b.weight - a.weight);
  await ring(singles.slice(0, SINGLES).map(({ source, edit, weight }) => ofEdit(source, edit, weight)));
  if (credible > 0 || without.includes('pairs')) return found;
  better.sort((a, b) => b.gain - a.gain || b.tried.weight - a.tried.weight);
  for (const { source, edits } of groups) {
    if (performance.now() > ends) break;
    // What comes further first, with everything; then the likeliest with one another.
    const partial = better
      .filter(({ tried }) => tried.change.path === source.path)
      .slice(0, PARTIAL * search.round);
    const bases = partial.map(({ tried }) => asEdit(source, tried.change, tried.weight));
    const likely = edits.slice(0, PAIRED * search.round);
    await ring(mapped(source, pairsOf(bases, edits)));
    if (performance.now() < ends && credible === 0) await ring(mapped(source, pairsOf(likely, likely)));
  }
  return found;
}

/** How many changes take as long as a part should, by how long some took. */
function partFor(count: number, took: number): number {
  return Math.max(FEWEST, Math.min(BATCH, Math.round((count * PART_MS) / Math.max(1, took))));
}

function* mapped(source: Source, edits: Iterable<SpaceEdit>): Generator<Tried> {
  for (const edit of edits) yield ofEdit(source, edit, edit.weight);
}

function asEdit(source: Source, { edits }: ScreenedChange, weight: number): SpaceEdit {
  return { edits: edits.map((edit) => ({ ...edit })), weight, at: source.program, kind: 'partial' };
}

function ofDraft({ path, edits, score, rationale, templates }: Draft): Tried {
  return { change: { path, edits }, weight: Math.min(0.95, 0.4 + 0.6 * score), rationale, templates };
}

function ofEdit(source: Source, { edits, kind }: SpaceEdit, weight: number): Tried {
  return {
    change: { path: source.path, edits },
    weight,
    // Most changes fail, and nobody reads what they would do.
    get rationale() {
      return describeEdits(source, edits, kind);
    },
    templates: [`space:${kind}`],
  };
}

function keyOf({ path, edits }: ScreenedChange): string {
  return `${path}\0${edits
    .map(({ start, end, text }) => `${start},${end},${text}`)
    .sort()
    .join('\0')}`;
}

/** Numbers and texts that failing tests pass, a few. */
function constantsOf({ calls }: Screen): string[] {
  const found = new Set<string>();
  const look = (text: string) => {
    for (const [each] of text.matchAll(
      /(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])|"(?:[^"\\]|\\.){0,24}"|'[^'\\]{0,24}'/g,
    ))
      found.add(each);
  };
  // What a test's function gave is data of its own.
  const bare = (text: string) => text.replace(/"gave":.*?\]\}/g, '');
  for (const { args, steps = '', failing } of calls) if (failing) look(bare(args + steps));
  return [...found].slice(0, 24);
}
