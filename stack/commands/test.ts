import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { signalGroup } from '../../platform/end-process.ts';
import { obtainComponents, withCachedPrograms } from '../machine.ts';
import type { Command } from './command.ts';

/** The part of vitest's JSON report that we read. */
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** `npm test`: obtains the components, then runs all tests; the last line counts them. Arguments go to vitest. */
export const runTests: Command = async (context) => {
  const { environment, root, say, signal } = context;
  await obtainComponents({ environment, root, say, signal });
  const folder = mkdtempSync(join(tmpdir(), 'suture-report-'));
  try {
    const file = join(folder, 'report.json');
    const skips = `--reporter=${join(root, 'tools/skip-reporter.ts')}`;
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, skips];
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...context.args], {
      cwd: root,
      env: {
        ...withCachedPrograms(environment),
        FORCE_COLOR: environment.CI ? '0' : environment.FORCE_COLOR,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const stop = () => child.pid !== undefined && signalGroup(child.pid, 'SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    const [code] = (await once(child, 'exit')) as [number | null];
    const { passed, failed } = tally(readReport(file), code);
    say(`${passed} passed, ${failed} failed`);
    return failed > 0 || passed === 0 ? code || 1 : (code ?? 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Counts tests. A file that failed before its tests were known counts as one failed; so does an error outside of
 * any test, or a run that wrote no report.
 */
export function tally(report: unknown, exitCode: number | null): { passed: number; failed: number } {
  const parsed = Report.safeParse(report);
  if (!parsed.success) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = parsed.data;
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = numFailedTests + broken;
  return { passed: numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
