import type { Candidate, FileVersion, Proposal, RootCause } from '../domain/fix.ts';
import type { FixRequest } from '../domain/ports/fix-provider.ts';
import { candidateId } from './candidate-id.ts';
import { type Clues, readClues } from './evidence/clues.ts';
import { allowedChanges } from './search/allowed.ts';
import { compose } from './search/compose.ts';
import type { Draft } from './search/draft.ts';
import { type History, type PartialFix, readHistory } from './search/history.ts';
import { parsingDrafts } from './search/parsing-drafts.ts';
import { favouredTemplates, rolledBack } from './search/past-fixes.ts';
import { hopeless, nothingLeft } from './search/refusal.ts';
import { suggest } from './search/suggest.ts';
import { wideDrafts } from './search/wide-drafts.ts';
import type { SqlParser } from './sql/parser.ts';
import { LOGIC } from './template.ts';
import { templates } from './templates/index.ts';

/** How many candidates that were nearly right are built upon in one round. */
const PARTIAL_FIXES = 3;

/**
 * Candidates for a fault, best first: changes that answer all causes at once, single changes, and changes on top of
 * what nearly worked in earlier rounds. Templates of fixes that held before are favoured. A change that did not hold in
 * production once comes last, since the cause may have been another; one that a person rolled back is not proposed again.
 * The same request always has the same answer.
 */
export function proposeRepairs(request: FixRequest, parser: SqlParser): Proposal {
  const { evidence, files, attempts } = request;
  const clues = readClues(evidence, files);
  const refusal = hopeless(evidence, clues);
  if (refusal) return answer(clues, [], refusal);

  const history = readHistory(attempts, evidence, files);
  const chosen: Candidate[] = [];
  const doubted: Candidate[] = [];
  const warnings = rolledBack(request.knowledge, files);
  const unwanted = [...warnings].filter(([, { by }]) => by !== null);
  const seen = new Set([...history.tried, ...unwanted.map(([id]) => id)]);
  const isAllowed = allowedChanges(files);
  for (const draft of drafts(request, clues, history, parser)) {
    if (chosen.length >= request.candidates) break;
    const edits = [{ path: draft.path, content: draft.content }];
    const id = candidateId(edits);
    if (seen.has(id) || !isAllowed(draft)) continue;
    seen.add(id);
    const { rationale, score, templates } = draft;
    const candidate = { id, provider: 'repair', edits, rationale, templates, confidence: score };
    const warning = warnings.get(id);
    if (warning) doubted.push(doubt(candidate, warning));
    else chosen.push(candidate);
  }
  const candidates = [...chosen, ...doubted].slice(0, request.candidates);
  if (candidates.length > 0) return answer(clues, candidates, null);
  const leftOut = unwanted.map(
    ([, { incidentId, by, why }]) =>
      ` What healed ${incidentId} is not tried again: ${by} rolled it back (${why}).`,
  );
  return answer(clues, [], nothingLeft(evidence, clues, attempts) + leftOut.join(''));
}

/** A change that was reverted once, marked as such. */
function doubt(candidate: Candidate, { incidentId, why }: { incidentId: string; why: string }): Candidate {
  return {
    ...candidate,
    rationale: `${candidate.rationale} It was reverted in ${incidentId}: ${why}`,
    confidence: candidate.confidence / 4,
  };
}

function* drafts(request: FixRequest, clues: Clues, history: History, parser: SqlParser): Generator<Draft> {
  const { evidence, files, knowledge } = request;
  const favoured = favouredTemplates(knowledge);
  const shared = { parser, templates, favoured };
  const singles = suggest({ ...shared, files, evidence, clues, regions: history.regions });
  const composed = compose(singles, clues, (path) => textOf(files, path));
  const further = history.partialFixes
    .slice(0, PARTIAL_FIXES)
    .flatMap((partialFix) => climb(partialFix, files, shared));
  yield* parsingDrafts(files);
  const likely = [...composed, ...singles, ...further].sort((a, b) => b.score - a.score);
  yield* likely;
  if (isPure(evidence, clues)) yield* wideDrafts(request, clues);
}

/**
 * Whether nothing outside had a part in a fault of the program's logic: then any single edit may be the fix. Where a proof
 * starts the service for a request, only the templates are worth their time.
 */
function isPure({ observations, request }: FixRequest['evidence'], clues: Clues): boolean {
  const { statements, upstreams } = observations;
  return (
    request === null &&
    statements.length === 0 &&
    upstreams.every(({ calls }) => calls === 0) &&
    clues.has(...LOGIC)
  );
}

/** Searches on from a candidate that was nearly right, with the evidence of its own proof. */
function climb(
  { candidate, evidence, gain }: PartialFix,
  files: readonly FileVersion[],
  shared: { parser: SqlParser; templates: typeof templates; favoured: ReadonlyMap<string, number> },
): Draft[] {
  const base = files.map((file) => candidate.edits.find(({ path }) => path === file.path) ?? file);
  // A draft changes one file; what the candidate did to another would be lost.
  if (candidate.edits.length !== 1) return [];
  const path = candidate.edits[0]?.path;
  const clues = readClues(evidence, base);
  return suggest({ ...shared, files: base, evidence, clues, regions: [] })
    .filter((draft) => draft.path === path)
    .map((draft) => ({
      ...draft,
      rationale: `${candidate.rationale} ${draft.rationale}`,
      templates: [...candidate.templates, ...draft.templates],
      score: Math.min(0.99, draft.score * (0.75 + 0.5 * gain)),
    }));
}

function textOf(files: readonly FileVersion[], path: string): string {
  return files.find((file) => file.path === path)?.content ?? '';
}

function answer(clues: Clues, candidates: Candidate[], refusal: string | null): Proposal {
  return {
    provider: 'repair',
    rootCause: rootCause(clues, candidates[0]),
    candidates,
    refusal,
    usage: null,
  };
}

function rootCause(clues: Clues, best: Candidate | undefined): RootCause {
  const causes = clues.causes.map(
    ({ kind, share, because }) =>
      `${kind.replaceAll('_', ' ')} (${Math.round(share * 100)} % of runs: ${because})`,
  );
  const found = causes.length ? `Found: ${causes.join('; ')}.` : 'The evidence shows no cause.';
  return {
    source: best?.provider ?? 'repair',
    confidence_score: best?.confidence ?? 0,
    explanation: best ? `${found} ${best.rationale}` : found,
  };
}
