export interface SqlChange {
  start: number;
  end: number;
  text: string;
}

/** A change, and how unlikely it is that this is what is wrong. */
export type Costed = SqlChange & { cost: number };

/** Another meaning that a statement may have had. */
export interface SqlReading {
  changes: SqlChange[];
  /** What a reviewer is told. */
  because: string;
  /** 0 to 1. */
  likelihood: number;
}
