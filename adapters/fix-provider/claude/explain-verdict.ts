import { lastWords } from '../../../domain/cut-words.ts';
import type { Verdict } from '../../../domain/fix.ts';
import type { Fence } from './fence.ts';

/** Characters of a program's output; its end is the most useful. */
const OUTPUT_CHARACTERS = 3_000;

/** How a proof went, so that the next proposal can be better. */
export function explainVerdict(verdict: Verdict, fence: Fence): string {
  if (verdict.proven)
    return `Proven for the failing request: ${verdict.passedRuns} of ${verdict.runs} runs passed.`;
  const steps = verdict.steps.map(({ name, passed, detail }) =>
    passed ? `- ${name}: passed` : `- ${name}: FAILED\n${fence.around(`why ${name} failed`, tail(detail))}`,
  );
  const failures = verdict.failures.slice(0, 3).map((failure) => {
    const { count, status, reason, message, sqlstate, hint, statement, errorClass } = failure;
    const facts = JSON.stringify({ count, status, reason, errorClass, message, sqlstate, hint, statement });
    return fence.around('how runs failed', [facts, tail(failure.output)].filter(Boolean).join('\n'));
  });
  return [
    `Not proven. ${verdict.runs > 0 ? `${verdict.passedRuns} of ${verdict.runs} runs passed.` : 'The probe was not reached.'}`,
    ...steps,
    ...failures,
    fence.around('in short', verdict.summary),
  ].join('\n');
}

function tail(text: string): string {
  return lastWords(text, OUTPUT_CHARACTERS);
}
