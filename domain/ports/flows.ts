/**
 * How data flows through a route, as its good answers show it: what the database and upstreams give shows in the answer, and what the
 * request says is asked for. Learnt from the unchanged service.
 */
export interface Flows {
  /** Columns of which each good answer shows a value that was given; `all`: each value that was given. */
  shown: { source: string; column: string; all: boolean; kinds: string[] }[];
  /** Whether the answer to each recorded good request shows something that was given. */
  showsData: boolean;
  /** Whether 404 was answered where nothing was given alone. */
  missesNothing: boolean;
  /** Places of good answers, such as `items.[].name`, at which nothing stands but what was given; and the columns that gave it; `same`: exactly, also a small number. */
  given: { place: string; columns: string[]; once: boolean; same: boolean }[];
  /** Texts of the request, by their names, each of which is bound to a statement or sent to an upstream; and their kinds. */
  asked: { part: string; kinds: string[] }[];
  /** Statements that write, each time with something that the request holds. */
  written: string[];
  /** Positions of such statements at which each good request binds a text of its own; absent in an analysis from before it was learnt. */
  writtenAt?: { text: string; at: number }[];
  /** Places of which all numbers add up to those of a column, as totals do; absent in an analysis from before it was learnt. */
  sums?: { place: string; source: string; column: string }[];
  /** Numbers that a statement was bound to at one of its positions, for any request. */
  bound: { text: string; at: number; values: string[] }[];
}
