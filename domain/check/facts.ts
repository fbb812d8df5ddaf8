import type { SourceTree } from '../detection/source-tree.ts';
import type { CheckPart } from './step.ts';

/** What is known of a part that failed. */
export interface Facts {
  part: CheckPart;
  /** What happened, by who ran it. */
  message: string;
  /** What the command or the service wrote. */
  output: string;
  /** The files of the commit. */
  tree: SourceTree;
  /** The service's folder, from the repository's root; `''` is the root. */
  root: string;
  /** The names of the variables that the service gets. */
  variables: readonly string[];
}

/** Why a part failed, and what helps. */
export interface Explanation {
  /** One sentence. */
  cause: string;
  /** Lines for `suture.yaml`, or a sentence that says what to do; null where neither is known. */
  write: string | null;
}

/** Knows one cause; null where it is another. */
export type Cause = (facts: Facts) => Explanation | null;

/** What was said and written, together. */
export function textOf({ message, output }: Facts): string {
  return `${message}\n${output}`;
}

/** The first of these patterns that a text matches. */
export function firstMatch(text: string, ...patterns: RegExp[]): RegExpExecArray | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found) return found;
  }
  return null;
}
