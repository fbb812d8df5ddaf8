import { CHECK_PARTS, type CheckPart, type CheckResult, NEEDS } from '../domain/check/step.ts';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { SutureError } from '../domain/errors.ts';
import { createBases } from './base.ts';
import { checkHealth, checkStart } from './check-start.ts';
import { runTests } from './run-tests.ts';
import { openStage } from './stage.ts';
import type { Base, BaseJob, PreparationStep } from './tools.ts';

/** Who follows a check. */
export interface CheckWatch {
  began(part: CheckPart): void;
  ended(result: CheckResult): void;
}

/** What decides which parts a check has. */
export type CheckedDefinition = Pick<
  CompleteDefinition,
  'build' | 'typecheck' | 'database' | 'test' | 'health' | 'healthGuessed'
>;

/** What a check found besides its parts. */
export interface CheckedService {
  results: CheckResult[];
  /** Addresses that the service dials, as `host:port`, where nothing stands in for them. */
  unanswered: string[];
}

/**
 * Takes a commit through everything that a proof does before its first run: packages, build, types, tables, tests, start and
 * health, on a worktree of its own. A part that fails is a result; the parts that need it do not run.
 * @throws SutureError `sandbox_unavailable` and what the code host throws
 */
export async function checkService(
  given: BaseJob,
  definition: CheckedDefinition,
  watch: CheckWatch,
): Promise<CheckedService> {
  const results = new Map<CheckPart, CheckResult>();
  const unanswered = new Set<string>();
  const end = (result: CheckResult) => {
    results.set(result.part, result);
    watch.ended(result);
  };

  /** Runs one part; null when it failed, does not apply or cannot run. */
  async function run<T>(
    part: CheckPart,
    work: () => Promise<{ value: T; message: string }>,
  ): Promise<T | null> {
    const absent = leftOut(part, definition);
    const failed = NEEDS[part].find((need) => !isFine(results.get(need)));
    if (absent || failed) {
      const message =
        absent ??
        `${failed} ${results.get(failed as CheckPart)?.state === 'failed' ? 'failed' : 'did not run'}`;
      end({ part, state: absent ? 'left_out' : 'not_run', ms: 0, message, output: '' });
      return null;
    }
    watch.began(part);
    const began = performance.now();
    const ended = (state: 'passed' | 'failed', message: string, output: string) =>
      end({ part, state, ms: performance.now() - began, message, output });
    try {
      const { value, message } = await work();
      ended('passed', message, '');
      return value;
    } catch (error) {
      given.signal.throwIfAborted();
      if (!isFinding(error)) throw error;
      ended('failed', sentenceOf(error), outputOf(error));
      return null;
    }
  }

  const step: PreparationStep = (part, work) => {
    let thrown: unknown;
    const watched = run(part, async () => ({
      value: await work().catch((error: unknown) => {
        thrown = error;
        throw error;
      }),
      message: '',
    }));
    return watched.then((value) => {
      if (thrown) throw thrown;
      return value as Awaited<ReturnType<typeof work>>;
    });
  };
  const bases = createBases({ ...given.tools, step }, true);
  const job: BaseJob = { ...given, bases };
  try {
    const base = await bases.take(job.subject).catch(rethrowUnless(results, 'packages', 'build'));
    if (base) await base.checked;
    const template = base && (await base.template.catch(rethrowUnless(results, 'tables')));
    // What the service does not have was not announced by the preparation.
    for (const part of ['packages', 'build', 'types', 'tables'] as const) {
      if (!results.has(part)) await run(part, async () => ({ value: null, message: '' }));
    }
    if (base && template !== undefined) {
      await run('tests', () => runTests(job, base));
      await runProgram(job, base);
    } else {
      for (const part of ['tests', 'start', 'health'] as const) await run(part, unreachable);
    }
  } finally {
    await bases.close();
  }
  const ordered = CHECK_PARTS.flatMap((part) => results.get(part) ?? []);
  return { results: ordered, unanswered: [...unanswered].sort() };

  async function runProgram(inside: BaseJob, base: Base): Promise<void> {
    const stage = await openStage(inside, { base, groups: 1, eager: () => false });
    try {
      const service = await run('start', () => checkStart(inside, base, stage, definition));
      try {
        await run('health', async () => checkHealth(service, definition, inside.signal));
        for (const address of service?.unanswered() ?? []) unanswered.add(address);
      } finally {
        await service?.stop();
      }
    } finally {
      await stage.close();
    }
  }
}

function isFine(result: CheckResult | undefined): boolean {
  return result === undefined || result.state === 'passed' || result.state === 'left_out';
}

/** Why a service has no such part, in a few words; null where it has it. */
function leftOut(
  part: CheckPart,
  { build, typecheck, database, test, health }: CheckedDefinition,
): string | null {
  switch (part) {
    case 'build':
      return build ? null : 'there is nothing to build';
    case 'types':
      if (typecheck) return null;
      return build ? 'there is no type check beside the build' : 'there is no type check';
    case 'tables':
      return database ? null : 'there is no database';
    case 'tests':
      return test ? null : 'there are no tests';
    case 'health':
      return health
        ? null
        : 'there is no health path; the service counts as started once it takes connections';
    default:
      return null;
  }
}

/** A failure of the service, rather than of the machine that checks it. */
function isFinding(error: unknown): boolean {
  return error instanceof Error && !(error instanceof SutureError && error.type === 'sandbox_unavailable');
}

function sentenceOf(error: unknown): string {
  const { message } = error as Error;
  const output = outputOf(error);
  // The message quotes the end of the output, which is shown by itself.
  const quoted = output ? message.indexOf(output.slice(-2_000)) : -1;
  return (quoted > 0 ? message.slice(0, quoted) : message).trim().replace(/\.$/, '');
}

function outputOf(error: unknown): string {
  if (error instanceof SutureError)
    return typeof error.details.output === 'string' ? error.details.output : '';
  return (error as { output?: string }).output ?? '';
}

/** Passes over an error that is the failure of one of these parts, which was noted already. */
function rethrowUnless(results: ReadonlyMap<CheckPart, CheckResult>, ...parts: CheckPart[]) {
  return (error: unknown): undefined => {
    if (parts.some((part) => results.get(part)?.state === 'failed')) return;
    throw error;
  };
}

function unreachable(): Promise<never> {
  throw new Error('A part that cannot run was run.');
}
