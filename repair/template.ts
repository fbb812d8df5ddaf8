import type { Node } from 'oxc-parser';
import type { Evidence } from '../domain/evidence.ts';
import type { CauseKind } from './evidence/cause.ts';
import type { Clues } from './evidence/clues.ts';
import type { Suspicion } from './evidence/suspicion.ts';
import type { SqlText } from './sql/find-sql.ts';
import type { SqlParser } from './sql/parser.ts';
import type { Scopes } from './syntax/binding.ts';
import type { Edit } from './syntax/edits.ts';
import type { Source } from './syntax/source.ts';

/** Everything a template may look at: one file, and what is known of the fault. */
export interface TemplateInput {
  source: Source;
  /** The other files that may be changed. */
  others: readonly Source[];
  scopes: Scopes;
  /** The statements that the file holds. */
  sql: SqlText[];
  parser: SqlParser;
  clues: Clues;
  evidence: Evidence;
  suspicion: Suspicion;
}

/** A change that may be the fix. */
export interface Suggestion {
  edits: Edit[];
  /** One sentence a reviewer can agree or disagree with. */
  rationale: string;
  /** How often this is right where it applies, 0 to 1, before the place is looked at. */
  prior: number;
  /** The node that is held to be wrong. */
  at: Node;
}

/** A general way to repair code. It knows the language, never a fault, a file or an expected answer. */
export interface Template {
  name: string;
  /** The causes that it is an answer to. */
  answers: readonly CauseKind[];
  propose(input: TemplateInput): Iterable<Suggestion>;
}

/** Causes behind which any mistake in the program's logic may stand. */
export const LOGIC: readonly CauseKind[] = [
  'wrong_result',
  'exception',
  'hang',
  'overflow',
  'absent_value',
  'unknown_name',
  'unawaited',
];
