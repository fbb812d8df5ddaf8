import type { FixRequest } from '../../domain/ports/fix-provider.ts';
import type { Clues } from '../evidence/clues.ts';
import { suspect } from '../evidence/suspicion.ts';
import { coordinatedEdits } from '../space/coordinated.ts';
import { singleEdits } from '../space/index.ts';
import type { SpaceEdit } from '../space/space-edit.ts';
import { applyEdits } from '../syntax/edits.ts';
import { findScopes } from '../syntax/scope.ts';
import { parseSource, type Source } from '../syntax/source.ts';
import { describeEdits } from './describe-edits.ts';
import type { Draft } from './draft.ts';

/** The best score of a draft that no template suggests; the likeliest of the templates have more. */
const SCORE = 0.2;

/** Parts of the space that only thousands of runs make worth their time. */
const EXPENSIVE = ['expressions'];

/** All single edits of the files, and the same edit at several places, the more suspected places first. Made one by one. */
export function* wideDrafts({ files }: Pick<FixRequest, 'files'>, clues: Clues): Generator<Draft> {
  const found: { source: Source; edit: SpaceEdit; score: number }[] = [];
  for (const source of files.map(parseSource).filter((each) => each !== null)) {
    const suspicion = suspect(source, clues, []);
    const input = { source, scopes: findScopes(source), constants: [], suspected: () => true };
    const singles = singleEdits(input, EXPENSIVE);
    for (const edit of [...singles, ...coordinatedEdits(source, singles)])
      found.push({
        source,
        edit,
        score: SCORE * edit.weight * (0.3 + 0.7 * suspicion(source.placeOf(edit.at))),
      });
  }
  found.sort((a, b) => b.score - a.score);
  for (const { source, edit, score } of found) {
    yield {
      path: source.path,
      edits: edit.edits,
      content: applyEdits(source.text, edit.edits),
      rationale: describeEdits(source, edit.edits, edit.kind),
      templates: [`space:${edit.kind}`],
      answers: ['wrong_result'],
      score,
    };
  }
}
