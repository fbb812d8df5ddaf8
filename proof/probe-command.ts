import type { CommandProbe } from '../domain/service-definition.ts';
import { describeExit } from './describe-exit.ts';
import type { RunResult } from './runs.ts';
import { runInSandbox } from './sandbox/run.ts';
import type { Group, Stage } from './stage.ts';
import { surrounded } from './surrounded.ts';
import type { Job } from './tools.ts';
import { taskIn, type Worktree } from './worktree.ts';

export interface CommandRun {
  probe: CommandProbe;
  worktree: Worktree;
  stage: Stage;
  /** Index of the group whose surroundings it gets. */
  group: number;
  signal: AbortSignal;
}

/**
 * Runs the probe's command once in the worktree. Exit code 0 passes. The varied values are in the environment as
 * `SUTURE_VARY_<NAME>`. Rejects only when the signal aborts.
 */
export async function runCommandProbe({ tools }: Job, plan: CommandRun): Promise<RunResult> {
  const { probe, worktree, stage, signal } = plan;
  const startedAt = performance.now();
  const group = stage.groups[plan.group] as Group;
  const varied = Object.entries(group.values).map(([name, value]) => [
    `SUTURE_VARY_${name.toUpperCase()}`,
    String(value),
  ]);
  const { definition } = worktree;
  const run = runInSandbox(
    tools.sandbox,
    taskIn(worktree, {
      ...surrounded(
        tools,
        { stage, group, definition, command: probe.command, ingress: null },
        Object.fromEntries(varied),
      ),
      writable: [],
    }),
    { ...tools.runLimits, timeMs: probe.timeoutMs },
    signal,
  );
  const exit = await run.exited;
  signal.throwIfAborted();
  const passed = exit.ended === 'exit' && exit.code === 0;
  return {
    passed,
    group: plan.group,
    startedAt,
    endedAt: performance.now(),
    status: exit.code,
    reason: exit.ended === 'exit' ? null : exit.ended,
    message: passed ? '' : describeExit(exit),
    output: passed ? '' : run.output(),
  };
}
