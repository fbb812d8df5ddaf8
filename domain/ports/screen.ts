/** `text` stands where `start` to `end` was; an insertion when both are equal. Positions of the text at the commit. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** A change of one file, to be screened. */
export interface ScreenedChange {
  path: string;
  edits: readonly TextEdit[];
}

/** How a change did in process. What it says holds for the tests alone; a proof says the rest. */
export interface Screened {
  /**
   * `passes`: all tests pass. `better`: more of the failing tests pass, or come further, and none that passed fails.
   * `breaks`: a test that passed fails. `unsound`: it does not parse, or ended the process that ran it.
   */
  outcome: 'passes' | 'better' | 'same' | 'breaks' | 'hangs' | 'unsound';
  /** Of the tests that failed before, how many pass. */
  fixed: number;
  /** Assertions of the failing tests that held before the first one that did not. */
  progress: number;
}

/** A call of an exported function or class that a test made; a static method is named `Class.method`. */
export interface ObservedCall {
  path: string;
  name: string;
  /**
   * JSON of the arguments; a date is `{"$date":0}`, an object of an exported class `{"$new":["Name",[…]]}`, `undefined`
   * `{"$value":"undefined"}`, and a function `{"$call":…}` with its text as `source` or with what it `gave`.
   */
  args: string;
  /** Whether it constructs an object of a class. */
  isNew?: boolean;
  /** The calls that were made of what it returned, as JSON of pairs of method and arguments; a method of '' calls it itself. */
  steps?: string;
  /** Whether a test that failed made it, behind the last assertion that held. */
  failing: boolean;
}

/** One text for each different call. */
export function callKey({ path, name, args, isNew, steps }: Omit<ObservedCall, 'failing'>): string {
  return [path, isNew ? `new ${name}` : name, args, steps ?? ''].join('\0');
}

/** How often a statement ran. */
export interface CoveredStatement {
  start: number;
  end: number;
  /** Tests that failed and ran it; tests that passed and ran it, and assertions that held before a test failed. */
  failing: number;
  passing: number;
}

/** Screens changes against the tests of a command probe, thousands a second, in one process of the sandbox. */
export interface Screen {
  /** Tests of the unchanged commit, by their names. */
  failing: string[];
  passing: string[];
  /** What the failing ones compared, as JavaScript prints it. */
  compared: { test: string; message: string; actual: string; expected: string }[];
  /** The calls of exported functions that the tests made, each once. */
  calls: ObservedCall[];
  /** What the statements of a file did in the tests; empty for a file that no test loads. */
  coverage(path: string): CoveredStatement[];
  run(changes: readonly ScreenedChange[]): Promise<Screened[]>;
  /** What these calls answer with a change; with no edits, on the unchanged commit. */
  behaviour(change: ScreenedChange, calls: readonly Omit<ObservedCall, 'failing'>[]): Promise<string[]>;
  close(): Promise<void>;
}
