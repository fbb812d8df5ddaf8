import { join } from 'node:path';
import { CHECK_PARTS, type CheckPart } from '../../domain/check/step.ts';
import { SutureError } from '../../domain/errors.ts';
import { DEFINITION_FILE } from '../../domain/service-definition.ts';
import { type CheckReport, checkLocal } from '../../stack/local/check-local.ts';
import { EXIT } from '../exit-codes.ts';
import { correctStart, leaveOut } from '../init/leave-out.ts';
import type { LocalContext } from '../local-context.ts';
import { topFolderOf } from '../local-repository.ts';
import { safeJson } from '../plain-text.ts';
import { openStepList } from '../step-list.ts';
import { checkReport } from '../views/check-report.ts';

export interface CheckOptions {
  /** HEAD unless given. */
  commit?: string;
}

const TITLES: Record<CheckPart, string> = {
  definition: 'suture.yaml',
  packages: 'Packages',
  build: 'Build',
  types: 'Types',
  tables: 'Tables',
  tests: 'Tests',
  start: 'Start',
  health: 'Health',
};

/**
 * Checks that the service of the user's repository can be proven on: it installs, builds, starts and is well, and its tests pass,
 * in the sandbox.
 * @param settle what becomes of the report before it is shown; null: it is not shown
 * @returns 1 when a part fails
 */
export async function check(
  options: CheckOptions,
  context: LocalContext,
  settle: (report: CheckReport) => CheckReport | null = (report) => report,
): Promise<number> {
  const { terminal, json, signal } = context;
  const local = await context.openLocal(options.commit);
  try {
    if (!json) {
      const { commit, subject } = local.repository;
      terminal.say(`Checks ${commit.slice(0, 10)} "${subject}" in the sandbox (${local.sandbox}).`);
    }
    const steps = CHECK_PARTS.map((part) => ({ key: part, title: TITLES[part] }));
    const list = json ? null : openStepList(steps, terminal, context.live);
    const checked = await checkLocal(
      local,
      {
        began: (part) => list?.began(part),
        ended: ({ part, state, ms, message }) =>
          list?.ended(part, {
            state,
            ms,
            text: state === 'failed' ? '' : message.replace(/^(\w+) /, nameOfPart),
          }),
      },
      signal,
    ).finally(() => list?.close());
    const report = settle(checked);
    if (!report) return EXIT.failed;
    await context.report(report);
    if (json) terminal.say(safeJson(report));
    else for (const line of checkReport(report, TITLES, terminal)) terminal.say(line);
    return report.ok ? EXIT.ok : EXIT.failed;
  } finally {
    await local.close();
  }
}

/**
 * A check after `suture init`, where there is a commit to check. A type check or tests that fail on it are left out of the
 * new `suture.yaml`; where the build writes the program elsewhere, its start is corrected, and checked again.
 */
export async function checkWhatIsCommitted(context: LocalContext): Promise<number> {
  const file = join(topFolderOf(context.folder), DEFINITION_FILE);
  try {
    let started: string | null = null;
    const code = await check({}, context, (report) => {
      started = correctStart(file, report);
      return started === null ? leaveOut(file, report) : null;
    });
    if (started === null) return code;
    context.terminal.say(`\nThe build writes ${started}, which suture.yaml starts now. Once more:`);
    return await check({}, context, (report) => leaveOut(file, report));
  } catch (error) {
    const absent = error instanceof SutureError && /^(not_a_repository|unknown_commit)$/.test(error.type);
    if (!absent) throw error;
    context.terminal.say(`${error.message} Then: suture check`);
    return EXIT.ok;
  }
}

/** A reason such as `build failed` names a part as its own line does. */
function nameOfPart(whole: string, part: string): string {
  return part in TITLES ? `${TITLES[part as CheckPart]} ` : whole;
}
