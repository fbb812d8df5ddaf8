/** A column of a table that a statement reads; `table` is its place in the order of the text. */
export interface ReadColumn {
  table: number;
  column: string;
}
