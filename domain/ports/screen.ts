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

/** A call of an exported function that a test made. */
export interface ObservedCall {
  path: string;
  name: string;
  /** JSON of the arguments. */
  args: string;
  /** Whether a test that failed made it, behind the last assertion that held. */
  failing: boolean;
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
