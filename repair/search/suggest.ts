import type { Evidence } from '../../domain/evidence.ts';
import type { FileVersion } from '../../domain/fix.ts';
import type { Clues } from '../evidence/clues.ts';
import { type Region, suspect } from '../evidence/suspicion.ts';
import { findSql } from '../sql/find-sql.ts';
import type { SqlParser } from '../sql/parser.ts';
import { applyEdits } from '../syntax/edits.ts';
import { ancestors } from '../syntax/nodes.ts';
import { findScopes } from '../syntax/scope.ts';
import { type Place, parseSource, type Source } from '../syntax/source.ts';
import { inStyleOf } from '../syntax/style.ts';
import type { Template } from '../template.ts';
import type { Draft } from './draft.ts';
import { elsewhere } from './elsewhere.ts';
import { everywhere } from './everywhere.ts';

export interface SuggestInput {
  files: readonly FileVersion[];
  evidence: Evidence;
  clues: Clues;
  regions: readonly Region[];
  parser: SqlParser;
  templates: readonly Template[];
  /** Templates whose fixes held before, with a factor above 1. */
  favoured: ReadonlyMap<string, number>;
}

/**
 * What all templates suggest for all files, best first, each change once. A template that suggests much has its
 * later suggestions weighted down, so that no kind of change crowds out the others.
 */
export function suggest(input: SuggestInput): Draft[] {
  const drafts = new Map<string, Draft>();
  const sources = input.files.map(parseSource).filter((source) => source !== null);
  const keep = (draft: Draft, source: Source) => {
    const key = `${draft.path}\0${draft.content}`;
    const known = drafts.get(key)?.score ?? -1;
    if (draft.content !== source.text && known < draft.score) drafts.set(key, draft);
  };
  for (const source of sources) {
    const singles: Draft[] = [];
    const inStyle = inStyleOf(source);
    const view = {
      source,
      others: sources.filter((other) => other !== source),
      scopes: findScopes(source),
      sql: findSql(source),
      parser: input.parser,
      clues: input.clues,
      evidence: input.evidence,
      suspicion: suspect(source, input.clues, input.regions),
    };
    for (const template of input.templates) {
      if (isBlind(input.evidence) && GUESSES.has(template.name)) continue;
      const answers = template.answers.filter((kind) => input.clues.has(kind));
      if (answers.length === 0) continue;
      const fit = 0.5 + 0.5 * Math.min(1, input.clues.share(...answers));
      const favour = input.favoured.get(template.name) ?? 1;
      const own = [...template.propose(view)]
        .map((suggestion) => ({
          ...suggestion,
          edits: suggestion.edits.map(inStyle),
          score:
            suggestion.prior *
            (0.3 + 0.7 * view.suspicion(source.placeOf(suggestion.at))) *
            (isThrown(source.placeOf(suggestion.at)) ? THROWN : 1),
        }))
        .sort((a, b) => b.score - a.score);
      for (const [rank, { edits, rationale, score }] of own.entries()) {
        const content = applyEdits(source.text, edits);
        const draft: Draft = {
          path: source.path,
          edits,
          content,
          rationale,
          templates: [template.name],
          answers,
          score: Math.min(0.99, score * fit * favour * CROWDING ** rank),
        };
        keep(draft, source);
        singles.push(draft);
      }
    }
    singles.sort((a, b) => b.score - a.score);
    for (const draft of everywhere(source, singles)) keep(draft, source);
    if (input.evidence.otherRoutes) for (const draft of elsewhere(source, singles)) keep(draft, source);
  }
  return [...drafts.values()].sort((a, b) => b.score - a.score || compareText(a, b));
}

/**
 * Changes of logic that make a failure go away as often as they repair it, such as a condition turned round. They need an
 * answer that is known to be right.
 */
const GUESSES = new Set([
  'apply-helper',
  'clone-statement',
  'combine-assignment',
  'convert-unit',
  'copy-value',
  'default-value',
  'delete-statement',
  'drop-operand',
  'leave-loop',
  'loop-form',
  'move-statement',
  'negate-condition',
  'order-cases',
  'regroup',
  'replace-identifier',
  'replace-member',
  'shift-expression',
  'strengthen-condition',
  'string-literal',
  'swap-arguments',
  'swap-arithmetic',
  'swap-branches',
  'swap-comparison',
  'swap-logical',
  'swap-operands',
  'transplant-expression',
  'unwrap-call',
  'wrap-value',
]);

/** Whether nobody said what would be right: the fault is known from its failure alone. */
function isBlind({ faultCode }: Evidence): boolean {
  return /^ERR_[0-9A-F]{12}$/.test(faultCode);
}

/** How much less a change counts that is made in what is thrown: the error tells of the fault and is seldom its cause. */
const THROWN = 0.4;

function isThrown(place: Place): boolean {
  return (
    place.node.type !== 'ThrowStatement' &&
    [...ancestors(place)].some(({ node }) => node.type === 'ThrowStatement')
  );
}

/** How much less each further suggestion of the same template counts. */
const CROWDING = 0.97;

function compareText(a: Draft, b: Draft): number {
  return a.content < b.content ? -1 : a.content > b.content ? 1 : 0;
}
