import type { Evidence, Failure } from '../../domain/evidence.ts';
import type { FileVersion } from '../../domain/fix.ts';
import type { Cause, CauseKind } from './cause.ts';
import { findCauses } from './causes.ts';
import { type Difference, differencesOf, differingKeys } from './difference.ts';

/** A place that a stack names, in a file that may be changed. */
export interface Frame {
  path: string;
  line: number;
  column: number;
  symbol: string | null;
  /** 0 for the innermost frame in the allowed files. */
  depth: number;
}

/** What the evidence says, in the words that localisation and templates ask for. */
export interface Clues {
  causes: Cause[];
  differences: Set<Difference>;
  /** Properties of the answer that are not as expected, at any depth; those that are as well are none of them. */
  wrongKeys: Set<string>;
  frames: Frame[];
  /** Properties that were read of undefined or null. */
  absentProperties: Set<string>;
  /** Names that the messages quote or say not to exist. */
  unknownNames: Set<string>;
  /** Every word of messages and outputs that may be an identifier. */
  words: Set<string>;
  has(...kinds: CauseKind[]): boolean;
  share(...kinds: CauseKind[]): number;
}

/** Reads the evidence. */
export function readClues(evidence: Evidence, files: readonly FileVersion[]): Clues {
  const { failures } = evidence;
  const causes = findCauses(
    evidence,
    files.map((file) => file.content),
  );
  const texts = failures.map((failure) => `${failure.message}\n${failure.output}`);
  const all = texts.join('\n');
  const keys = differingKeys(failures);
  const share = (...kinds: CauseKind[]) =>
    causes.reduce((sum, cause) => sum + (kinds.includes(cause.kind) ? cause.share : 0), 0);
  return {
    causes,
    differences: differencesOf(failures),
    wrongKeys: keys.right.size ? keys.wrong : new Set(),
    frames: failures.flatMap((failure) => framesOf(failure, files)),
    absentProperties: quoted(all, [
      /(?:reading|setting) '([^']+)'/g,
      /Cannot destructure property '([^']+)'/g,
    ]),
    unknownNames: quoted(all, [
      /\b([\w$.]+) is not (?:a function|defined|a constructor|iterable)/g,
      /Cannot access '([^']+)' before initialization/g,
      /(?:column|relation|function|type) "?([\w.]+)"?(?:\(.*\))? (?:does not exist|is ambiguous)/g,
    ]),
    words: new Set(all.match(/[A-Za-z_$][\w$]{2,}/g) ?? []),
    has: (...kinds) => causes.some((cause) => kinds.includes(cause.kind)),
    share,
  };
}

function quoted(text: string, patterns: RegExp[]): Set<string> {
  return new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')));
}

/** The frames inside the files: as the evidence lists them, else read from the stack in the text. */
function framesOf(failure: Failure, files: readonly FileVersion[]): Frame[] {
  const listed = failure.frames.length ? failure.frames : framesInText(failure);
  return listed
    .flatMap((frame) => {
      const file = files.find(({ path }) => frame.path === path || frame.path.endsWith(`/${path}`));
      return file ? [{ ...frame, path: file.path }] : [];
    })
    .map((frame, depth) => ({ ...frame, depth }));
}

function framesInText(failure: Failure): Omit<Frame, 'depth'>[] {
  const text = `${failure.message}\n${failure.output}`;
  const pattern = /^\s*at (?:(?:async )?([^\s(]+) .*?\(?|\(?)((?:file:\/\/)?\/?[^\s():]+):(\d+):(\d+)\)?/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    path: (match[2] ?? '').replace(/^file:\/\//, ''),
    line: Number(match[3]),
    column: Number(match[4]),
    symbol: match[1] ?? null,
  }));
}
