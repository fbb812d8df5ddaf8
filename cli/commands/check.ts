import { CHECK_PARTS, type CheckPart } from '../../domain/check/step.ts';
import { SutureError } from '../../domain/errors.ts';
import { checkLocal } from '../../stack/local/check-local.ts';
import { EXIT } from '../exit-codes.ts';
import type { LocalContext } from '../local-context.ts';
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
 * @returns 1 when a part fails
 */
export async function check(options: CheckOptions, context: LocalContext): Promise<number> {
  const { terminal, json, signal } = context;
  const local = await context.openLocal(options.commit);
  try {
    if (!json) {
      const { commit, subject } = local.repository;
      terminal.say(`Checks ${commit.slice(0, 10)} "${subject}" in the sandbox (${local.sandbox}).`);
    }
    const steps = CHECK_PARTS.map((part) => ({ key: part, title: TITLES[part] }));
    const list = json ? null : openStepList(steps, terminal, context.live);
    const report = await checkLocal(
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
    if (json) terminal.say(safeJson(report));
    else for (const line of checkReport(report, TITLES, terminal)) terminal.say(line);
    return report.ok ? EXIT.ok : EXIT.failed;
  } finally {
    await local.close();
  }
}

/** A check after `suture init`, where there is a commit to check. */
export async function checkWhatIsCommitted(context: LocalContext): Promise<number> {
  try {
    return await check({}, context);
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
