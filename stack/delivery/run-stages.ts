import { SutureError } from '../../domain/errors.ts';
import type { ServiceDefinition } from '../../domain/service-definition.ts';
import type { ReleaseProcess } from './release-process.ts';
import type { CommandResult } from '../../platform/run-command.ts';
import type { StageTime } from './trace-run.ts';

export interface StagesOptions {
  service: ServiceDefinition;
  /** Brings the sources into the release's folder, with their packages. */
  prepare(): Promise<void>;
  /** Runs a command of the service in that folder. */
  run(
    stage: string,
    command: string[],
    signal: AbortSignal,
    output: (text: string) => void,
  ): Promise<CommandResult>;
  /** Starts the built release and waits until it is up. */
  start(signal: AbortSignal): Promise<ReleaseProcess>;
  /** How long a release that came up is waited for after SIGTERM when another stage failed, in milliseconds. */
  graceMs: number;
  log(text: string): void;
  signal: AbortSignal;
}

export type StagesResult = { durations: Record<string, number>; times: StageTime[] } & (
  | { ok: true; release: ReleaseProcess }
  | { ok: false; stage: string; detail: string }
);

/** What is shown of a failing stage's output, from its end. */
const DETAIL_CHARACTERS = 3_000;

/**
 * Checkout; then type check, tests, and build followed by the start of the release, all three side by side. The
 * first that fails ends the others. Nothing here gives the release any traffic.
 */
export async function runStages(options: StagesOptions): Promise<StagesResult> {
  const { service, run, log } = options;
  const durations: Record<string, number> = {};
  const times: StageTime[] = [];
  const stopOthers = new AbortController();
  const signal = AbortSignal.any([options.signal, stopOthers.signal]);
  const started: ReleaseProcess[] = [];
  const failures: { stage: string; detail: string }[] = [];

  /** The first stage that fails is the cause; those that it ends fail after it. */
  async function stage(name: string, work: () => Promise<void>): Promise<boolean> {
    const begin = performance.now();
    const time: StageTime = { name, from: Date.now(), to: 0 };
    try {
      if (!signal.aborted) await work();
    } catch (error) {
      const detail = `${name} failed. ${(error as Error).message}`.trim();
      time.failure = detail;
      failures.push({ stage: name, detail });
      stopOthers.abort();
    }
    durations[name] = Math.round(performance.now() - begin);
    times.push({ ...time, to: Date.now() });
    return !signal.aborted;
  }

  const command = (name: string, words: string[]) =>
    stage(name, async () => {
      let output = '';
      const result = await run(name, words, signal, (text) => {
        output = (output + text).slice(-DETAIL_CHARACTERS);
      });
      log(`--- ${name}: ${words.join(' ')} (${result.durationMs} ms)\n${output.trim()}\n`);
      if (!result.ok) {
        throw new SutureError('stage_failed', `${words.join(' ')}: ${result.reason}\n${output.trim()}`);
      }
    });

  const start = () =>
    stage('start', async () => {
      const release = await options.start(signal);
      started.push(release);
      log(`--- start: up on port ${release.port}\n`);
    });

  if (await stage('checkout', options.prepare)) {
    await Promise.all([
      command('check', service.build.typecheck),
      command('test', service.build.test),
      command('build', service.build.command).then((built) => built && start()),
    ]);
  }
  const [release] = started;
  if (release && !signal.aborted && !release.hasExited()) return { ok: true, release, durations, times };
  await release?.stop(options.graceMs);
  const [cause = { stage: 'start', detail: 'start failed. The release ended while the other stages ran.' }] =
    failures;
  return { ok: false, ...cause, durations, times };
}
