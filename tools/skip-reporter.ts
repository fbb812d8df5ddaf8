import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** What the name of a test says when the platform rules it out, such as `(not on this platform: no user namespaces)`. */
const RULED_OUT = 'not on this platform';

/** Fails the run where CI is set and a test was skipped, unless it says that the platform rules it out. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (!process.env.CI) return;
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    const wrong = skipped.filter((test) => !isRuledOut(test));
    for (const test of wrong) console.error(`Skipped: ${test.module.relativeModuleId} > ${test.fullName}`);
    if (wrong.length === 0) return;
    console.error(
      `${wrong.length} tests were skipped. Make them run, or say why the platform rules them out.`,
    );
    process.exitCode = 1;
  }
}

/** A skip by `context.skip(note)` carries its reason; one by `skipIf` has it in its name. */
function isRuledOut(test: TestCase): boolean {
  const result = test.result();
  const note = result.state === 'skipped' ? (result.note ?? '') : '';
  return `${test.fullName} ${note}`.includes(RULED_OUT);
}
