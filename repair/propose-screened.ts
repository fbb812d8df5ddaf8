import type { Proposal } from '../domain/fix.ts';
import type { FixRequest } from '../domain/ports/fix-provider.ts';
import type { Screen, ScreenedChange } from '../domain/ports/screen.ts';
import { whyUndecided } from '../domain/require-approval.ts';
import { candidateId } from './candidate-id.ts';
import type { AskedContext } from './doubt/answer-signs.ts';
import { inputsLike } from './doubt/inputs.ts';
import { type Offered, offer } from './doubt/offer.ts';
import { optionalsOf } from './doubt/options.ts';
import { countSenseless, senselessParts } from './doubt/sense.ts';
import { NO_TEXT_SIGNS, readTextSigns, type TextSigns } from './doubt/text-signs.ts';
import { methodsOf } from './doubt/uncalled.ts';
import { type Group, type Plausible, textScoreOf, weigh } from './doubt/weigh.ts';
import { readClues } from './evidence/clues.ts';
import { hopeless } from './search/refusal.ts';
import { hides } from './search/safety.ts';
import { searchScreened, type Tried } from './search/screened.ts';
import { suggest } from './search/suggest.ts';
import type { SqlParser } from './sql/parser.ts';
import { applyEdits } from './syntax/edits.ts';
import { isSound, parseSource, type Source } from './syntax/source.ts';
import { templates } from './templates/index.ts';

/** What a search by running has besides the request. */
export interface ScreenedContext {
  screen: Screen;
  parser: SqlParser;
  signal: AbortSignal;
  heartbeat(detail: string): void;
  /** How long the first round may search, in milliseconds; each further one has as much again. */
  budgetMs?: number;
  /** Parts that are switched off, for the benchmark: a part of the space, `templates`, `localisation`, `doubt`, … */
  without?: readonly string[];
}

/** What a search by running found. */
export interface ScreenedProposal {
  /** Null where no change passes. */
  proposal: Proposal | null;
  screened: number;
  /** How many changes pass. */
  passing: number;
  /** The ways in which they behave, the likeliest first. */
  groups: readonly Group<Passing>[];
  /** What they were asked. */
  asked: AskedContext | null;
  /** Of the first one: how much speaks for its way to behave, how likely its kind of change is right, its length. */
  best: { share: number; weight: number; size: number } | null;
}

/** Long enough for tens of thousands of changes. */
const BUDGET_MS = 15_000;
/** Changes that pass and are asked how they behave. */
const ASKED = 80;
/** Changes that pass and are parsed, of which the likeliest are asked. */
const READ = 240;

export interface Passing extends Offered {
  tried: Tried;
}

/**
 * Changes that pass all tests of the screen, the likeliest behaviour first, with what tells the next ones from it. The same
 * request finds the same as long as the time suffices.
 */
export async function proposeScreened(
  request: FixRequest,
  context: ScreenedContext,
): Promise<ScreenedProposal> {
  const { evidence, files, attempts } = request;
  const { screen, without = [] } = context;
  const clues = readClues(evidence, files);
  const nothing = { proposal: null, screened: 0, passing: 0, groups: [], asked: null, best: null };
  if (hopeless(evidence, clues)) return nothing;
  const sources = files.map(parseSource).filter((source) => source !== null);
  const drafts = without.includes('templates')
    ? []
    : suggest({
        files,
        evidence,
        clues,
        regions: [],
        parser: context.parser,
        templates,
        favoured: new Map(),
      });
  const signsOf = new Map(
    (without.includes('signs') ? [] : sources).map((source) => [source.path, readTextSigns(source, screen)]),
  );
  const round = attempts.length + 1;
  const found = await searchScreened({
    ...{ screen, sources, drafts, round, without },
    budgetMs: (context.budgetMs ?? BUDGET_MS) * round,
    signal: context.signal,
    heartbeat: context.heartbeat,
    isFitted: (change) => typeof signsOf.get(change.path)?.(change).quoted === 'string',
  });
  const tried = new Set(attempts.flatMap((attempt) => attempt.tried.map(({ candidate }) => candidate.id)));
  const passing = chooseAsked(found.passing, {
    ...{ request, sources, tried, withSense: !without.includes('signs') },
    signsOf: (change) => signsOf.get(change.path)?.(change) ?? NO_TEXT_SIGNS,
  });
  if (passing.length === 0) return { ...nothing, screened: found.screened };
  const calls = without.includes('doubt')
    ? []
    : inputsLike(
        screen.calls,
        files.map(({ content }) => content).join('\n'),
        optionalsOf(sources),
        methodsOf(sources),
      );
  const before =
    calls.length > 0 ? await screen.behaviour({ path: files[0]?.path ?? '', edits: [] }, calls) : [];
  for (const [at, each] of passing.entries()) {
    context.heartbeat(`asked ${at} of ${passing.length} changes that pass how they behave`);
    if (calls.length > 0) each.answers = await screen.behaviour(each.change, calls);
    // What a function that is returned does, no answer shows: each change stands for itself.
    if (each.answers.some((answer) => answer.includes('[Function'))) each.answers.push(each.candidate.id);
    context.signal.throwIfAborted();
  }
  const asked = { calls, before, seen: screen.calls };
  const groups = without.includes('doubt')
    ? passing.map((each) => ({ members: [each], share: 1 / passing.length, spoils: false }))
    : weigh(passing, asked);
  const candidates = offer(groups, asked).slice(0, request.candidates);
  const [best] = candidates;
  const [leading] = groups;
  const first = leading?.members[0];
  const undecided = best && whyUndecided(best);
  const explanation = `${found.screened} changes were run against the tests; ${passing.length} pass all of them, in ${groups.length} ${groups.length === 1 ? 'way' : 'ways'} to behave. ${undecided ? 'Nothing decides, so a person has to. The likeliest: ' : ''}${best?.rationale ?? ''}${undecided ? ` ${undecided}` : ''}`;
  return {
    proposal: {
      provider: 'repair',
      rootCause: { source: 'repair', confidence_score: best?.confidence ?? 0, explanation },
      candidates,
      refusal: null,
      usage: null,
    },
    screened: found.screened,
    passing: passing.length,
    groups,
    asked,
    best: first ? { share: leading?.share ?? 0, weight: first.weight, size: first.size } : null,
  };
}

/** What of the text of a change is looked at before it is asked how it behaves. */
interface Choosing {
  request: FixRequest;
  sources: readonly Source[];
  /** Candidates that were tried before. */
  tried: ReadonlySet<string>;
  withSense: boolean;
  signsOf(change: ScreenedChange): TextSigns;
}

/** Of all that passes, what is asked how it behaves: those for which their texts speak most. */
function chooseAsked(
  found: readonly Tried[],
  { request, sources, tried, withSense, signsOf }: Choosing,
): Passing[] {
  const likely = byText(
    found.map((each) => {
      const content = request.files.find(({ path }) => path === each.change.path)?.content ?? '';
      const size = sizeOf(content, each.change.edits);
      const { change, weight, templates: kinds } = each;
      return { change, weight, kinds, size, signs: signsOf(change), tried: each };
    }),
  );
  const passing: Passing[] = [];
  for (const { tried: one, signs } of likely) {
    const made = passingOf(one, request, signs);
    if (made && !tried.has(made.candidate.id)) passing.push(made);
    if (passing.length >= READ) break;
  }
  if (withSense) addSense(passing, sources);
  return byText(passing).slice(0, ASKED);
}

/** The likeliest first, by what their texts show alone; each further one of the same kinds counts less. */
function byText<P extends Omit<Plausible, 'answers'>>(changes: readonly P[]): P[] {
  const ranks = new Map<string, number>();
  return changes
    .map((each) => ({ each, score: textScoreOf(each) }))
    .sort((a, b) => b.score - a.score)
    .map(({ each, score }) => {
      const kinds = each.kinds.join();
      const rank = (ranks.get(kinds) ?? 0) + 1;
      ranks.set(kinds, rank);
      return { each, score: score / rank };
    })
    .sort((a, b) => b.score - a.score)
    .map(({ each }) => each);
}

/** A change as a candidate; null where it is no sound program or hides a failure. */
function passingOf(tried: Tried, { files }: FixRequest, signs: TextSigns): Passing | null {
  const { change, weight, rationale, templates: made } = tried;
  const file = files.find(({ path }) => path === change.path);
  if (!file) return null;
  const content = applyEdits(file.content, change.edits);
  const edit = { path: file.path, content };
  const [before, after] = [parseSource(file), parseSource(edit)];
  if (content === file.content || !isSound(edit) || !after || (before && hides(before, after))) return null;
  const size = sizeOf(file.content, change.edits);
  const candidate = { provider: 'repair', edits: [edit], rationale, templates: made, confidence: weight };
  return {
    tried,
    change,
    weight,
    kinds: made,
    size,
    signs,
    answers: [],
    candidate: { id: candidateId([edit]), ...candidate },
  };
}

/** Says of each change that passes whether it makes sense. */
function addSense(passing: readonly Passing[], sources: readonly Source[]): void {
  const before = new Map(sources.map((source) => [source.path, senselessParts(source)]));
  for (const each of passing) {
    const [edit] = each.candidate.edits;
    const after = edit && parseSource(edit);
    const [was, is] = [before.get(each.change.path) ?? [], after ? senselessParts(after) : []];
    const brought = countSenseless(was, is);
    each.signs = { ...each.signs, senseless: brought > 0, tidies: countSenseless(is, was) > brought };
  }
}

/** How many words and marks a change writes and takes away; what only changes its place counts little. */
function sizeOf(text: string, edits: Tried['change']['edits']): number {
  const words = (part: string): string[] => part.match(/[\w$]+|"[^"]*"|'[^']*'|[^\s\w]/g) ?? [];
  const left = edits.flatMap(({ start, end }) => words(text.slice(start, end)));
  let added = 0;
  for (const word of edits.flatMap((edit) => words(edit.text))) {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    else added += 1;
  }
  return added + left.length / 2 + 0.5 * edits.length;
}
