import { pathAlias } from './aliases.ts';
import type { Cause, Explanation, Facts } from './facts.ts';
import {
  compilerError,
  missingCommand,
  missingEnding,
  missingFile,
  missingInput,
  missingPackage,
  prismaClient,
  prismaEngine,
  readOnlyFolder,
} from './modules.ts';
import {
  lockfileBehind,
  nativeModule,
  noLockfile,
  privateRegistry,
  scriptReachesOut,
  unnamedRegistry,
  untrustedRegistry,
} from './packages.ts';
import {
  endsAtOnce,
  printedError,
  startsForLong,
  takesNoConnection,
  testsStay,
  wrongHealthPath,
} from './start.ts';
import {
  databaseFile,
  foreignServer,
  missingExtension,
  missingServer,
  missingTable,
  missingVariable,
} from './surroundings.ts';

export type { Explanation };

/** The more certain a sign, the earlier it is looked for. */
const CAUSES: readonly Cause[] = [
  noLockfile,
  unnamedRegistry,
  lockfileBehind,
  privateRegistry,
  untrustedRegistry,
  nativeModule,
  scriptReachesOut,
  prismaClient,
  prismaEngine,
  missingTable,
  missingExtension,
  pathAlias,
  missingEnding,
  missingFile,
  missingPackage,
  missingCommand,
  readOnlyFolder,
  databaseFile,
  foreignServer,
  missingServer,
  missingInput,
  wrongHealthPath,
  missingVariable,
  testsStay,
  startsForLong,
  takesNoConnection,
  endsAtOnce,
  compilerError,
];

/** Why a part of a check failed, in a sentence, and what to write in `suture.yaml` or to do. */
export function explain(facts: Facts): Explanation {
  for (const cause of CAUSES) {
    const found = cause(facts);
    if (found) return found;
  }
  return printedError(facts) as Explanation;
}

/** Lines of an output that are shown. */
const LINES = 15;

/** The end of an output that says why, from the first line of its last error on; at most 15 lines. */
export function relevantEnd(output: string): string[] {
  const lines = output.trimEnd().split('\n');
  const last = lines.slice(-40);
  const from = last.findIndex((line) =>
    /error|exception|not ok|✖|FAIL|cannot|missing|required|ERR!/i.test(line),
  );
  const end = from < 0 ? last.slice(-LINES) : last.slice(from, from + LINES);
  return end.map((line) => line.trimEnd()).filter((line, index, all) => line !== '' || all[index - 1] !== '');
}
