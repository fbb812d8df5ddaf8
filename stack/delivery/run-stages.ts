import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import { SutureError } from '../../domain/errors.ts';
import type { CommandResult } from '../../platform/run-command.ts';
import { type Blame, blame, type Neighbour, type StageFailure } from './blame.ts';
import { whoIsAway } from './neighbours.ts';
import type { ReleaseProcess } from './start-release.ts';
import type { StageTime } from './trace-run.ts';

export interface StagesOptions {
  /** Brings the sources into the release's folder, with their packages; returns what they define. */
  prepare(): Promise<CompleteDefinition>;
  /** Runs a command of the service in that folder. */
  run(
    stage: 'check' | 'test' | 'build' | 'migrate',
    command: string[],
    definition: CompleteDefinition,
    signal: AbortSignal,
    output: (text: string) => void,
  ): Promise<CommandResult>;
  /** Starts the built release and waits until it is up. */
  start(definition: CompleteDefinition, signal: AbortSignal): Promise<ReleaseProcess>;
  /** The servers that migrations and the release use. */
  neighbours(definition: CompleteDefinition): Neighbour[];
  /** How long a release that is up may take to end when another stage failed, in milliseconds. */
  graceMs: number;
  log(text: string): void;
  signal: AbortSignal;
}

export type StagesResult = { durations: Record<string, number>; times: StageTime[] } & (
  | { ok: true; release: ReleaseProcess }
  | ({ ok: false; stage: string; detail: string } & Blame)
);

/** What is shown of a failing stage's output, from its end. */
const DETAIL_CHARACTERS = 3_000;

/**
 * Checkout; then the type check beside the build and, once that is done, the tests; then the migrations and the start of
 * the release, which comes beside the tests where nothing is migrated. The first stage that fails ends the others.
 * Nothing here gives the release any traffic.
 */
export async function runStages(options: StagesOptions): Promise<StagesResult> {
  const { log } = options;
  const durations: Record<string, number> = {};
  const times: StageTime[] = [];
  const stopOthers = new AbortController();
  const signal = AbortSignal.any([options.signal, stopOthers.signal]);
  const failures: StageFailure[] = [];

  /** The first stage that fails is the cause; those that it ends fail after it. */
  async function stage<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    if (signal.aborted) return null;
    const begin = performance.now();
    const time: StageTime = { name, from: Date.now(), to: 0 };
    let result: T | null = null;
    try {
      result = await work();
    } catch (error) {
      const detail = `${name} failed. ${(error as Error).message}`.trim();
      time.failure = detail;
      failures.push({ stage: name, how: howOf(error), text: detail });
      stopOthers.abort();
    }
    durations[name] = Math.round(performance.now() - begin);
    times.push({ ...time, to: Date.now() });
    return result;
  }

  const command = async (
    name: Parameters<StagesOptions['run']>[0],
    words: string[] | null,
    of: CompleteDefinition,
  ) => {
    if (words === null) return;
    await stage(name, async () => {
      let output = '';
      const result = await options.run(name, words, of, signal, (text) => {
        output = (output + text).slice(-DETAIL_CHARACTERS);
      });
      log(`--- ${name}: ${words.join(' ')} (${result.durationMs} ms)\n${output.trim()}\n`);
      if (!result.ok) {
        const details = { how: result.reason };
        throw new SutureError('stage_failed', `${words.join(' ')}: ${result.reason}\n${output.trim()}`, {
          details,
        });
      }
    });
  };

  const start = (definition: CompleteDefinition) =>
    stage('start', async () => {
      const release = await options.start(definition, signal);
      log(`--- start: up on port ${release.port}\n`);
      return release;
    });

  async function rollOut(definition: CompleteDefinition): Promise<ReleaseProcess | null> {
    const { build, test, typecheck, database } = definition;
    const migrate = database?.migrate ?? null;
    const checked = command('check', typecheck, definition);
    await command('build', build, definition);
    const tested = command('test', test, definition);
    // A migration cannot be undone: it waits until the commit is known to be good. The start alone does no harm.
    if (migrate === null) return (await Promise.all([start(definition), checked, tested]))[0];
    await Promise.all([checked, tested]);
    await command('migrate', migrate, definition);
    return start(definition);
  }

  const definition = await stage('checkout', options.prepare);
  const release = definition && (await rollOut(definition));
  if (release && !signal.aborted && !release.hasExited()) return { ok: true, release, durations, times };
  const [failure] = failures.length > 0 ? failures : [await endedOf(release)];
  await release?.stop(options.graceMs);
  const { stage: at, text: detail } = failure as StageFailure;
  return { ok: false, stage: at, detail, durations, times, ...(await whose(failure as StageFailure)) };

  /** A migration or a start that failed by itself is not the commit's fault either while a server is away. */
  async function whose(failed: StageFailure): Promise<Blame> {
    const neighbours = definition ? options.neighbours(definition) : [];
    const found = blame(failed, neighbours);
    if (found.cause === 'surroundings' || !['migrate', 'start'].includes(failed.stage)) return found;
    const away = await whoIsAway(neighbours);
    return away === null ? found : { cause: 'surroundings', why: away, atLast: 'surroundings' };
  }
}

async function endedOf(release: ReleaseProcess | null): Promise<StageFailure> {
  const how = release?.hasExited() ? await release.exited : '';
  return {
    stage: 'start',
    how,
    text: `start failed. The release ended while the other stages ran (${how}).`,
  };
}

/** How a program ended, where it was one that failed: git reports its signal by itself. */
function howOf(error: unknown): string {
  if (error instanceof SutureError) return String(error.details.how ?? '');
  const { signal } = error as { signal?: string };
  return signal ? `signal ${signal}` : '';
}
