import { callKey } from '../../domain/ports/screen.ts';
import type { AskedCall } from './inputs.ts';

/** What is known of the calls that changes are asked. */
export interface AskedContext {
  calls: readonly AskedCall[];
  /** What the unchanged commit answers to each. */
  before: readonly string[];
  /** The calls that tests made, and whether one of them failed. */
  seen: readonly (AskedCall & { failing: boolean })[];
}

/** What the answers of a change show: a number of inputs, the others from 0 to 1; 0 where nothing could be asked. */
export interface AnswerSigns {
  /** How many of the inputs that no test makes have another answer than before. */
  changed: number;
  /** Crashes, absent values, endless loops and changed arguments, where the code before had none. */
  worse: number;
  /** All of these that are left. */
  bad: number;
  /** Answers to other inputs that are word by word what a failing test waits for, where the code before said something else. */
  echo: number;
}

const NO_SIGNS: AnswerSigns = { changed: 0, worse: 0, bad: 0, echo: 0 };

/** Reads the answers of a change that passes all tests, so that what it answers to their calls is right. */
export function answerSigns(answers: readonly string[], { calls, before, seen }: AskedContext): AnswerSigns {
  if (answers.length === 0) return NO_SIGNS;
  const known = new Map(seen.map((call) => [callKey(call), call.failing]));
  const awaited = new Set<string>();
  for (const [at, call] of calls.entries()) {
    const failing = known.get(callKey(call));
    if (failing === undefined) continue;
    const answer = answers[at] ?? '';
    if (failing && answer !== before[at]) awaited.add(`${call.name}\0${answer}`);
  }
  const counts = { asked: 0, changed: 0, worse: 0, bad: 0, echo: 0 };
  for (const [at, call] of calls.entries()) {
    if (known.has(callKey(call))) continue;
    const [answer, was] = [answers[at] ?? '', before[at] ?? ''];
    counts.asked += 1;
    if (isBad(answer) || changesInput(answer)) counts.bad += 1;
    if (answer === was) continue;
    counts.changed += 1;
    if (isWorse(answer, was)) counts.worse += 1;
    if (awaited.has(`${call.name}\0${answer}`)) counts.echo += 1;
  }
  const share = (count: number) => count / Math.max(1, counts.asked);
  return {
    changed: counts.changed,
    worse: share(counts.worse),
    bad: share(counts.bad),
    echo: share(counts.echo),
  };
}

/** Whether an answer is a crash, absent, or goes with changed arguments, where the code before gave one that was not. */
export function isWorse(answer: string, was: string): boolean {
  return (isBad(answer) && !isBad(was)) || (changesInput(answer) && !changesInput(was));
}

/** Whether a call changed what it was given; the screen says so. */
function changesInput(answer: string): boolean {
  return answer.includes(', arguments become ');
}

/** Crashes and absent values; of an object each line is the answer of a method, which may well be absent. */
function isBad(answer: string): boolean {
  if (/^(NaN|does not end|throws (TypeError|RangeError|ReferenceError|SyntaxError))/m.test(answer))
    return true;
  return answer.startsWith('undefined') && !answer.includes('\n');
}
