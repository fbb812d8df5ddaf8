import type { CauseKind } from '../evidence/cause.ts';
import type { Edit } from '../syntax/edits.ts';

/** One or more changes of one file, with the causes that they answer. */
export interface Draft {
  path: string;
  edits: Edit[];
  content: string;
  rationale: string;
  templates: string[];
  /** The causes, of those that the evidence shows, that the templates answer. */
  answers: CauseKind[];
  /** 0 to 1; orders drafts. */
  score: number;
}
