import type { CommandProbe } from '../domain/service-definition.ts';
import type { RunResult } from './runs.ts';
import { runInSandbox } from './sandbox/run.ts';
import { launch, sayExit } from './service.ts';
import type { Stage } from './stage.ts';
import type { Tools } from './tools.ts';

/**
 * Runs the probe's command once in the worktree. Exit code 0 passes. The varied values are in the environment as
 * `SUTURE_VARY_<NAME>`. Rejects only when the signal aborts.
 */
export async function runCommandProbe(
  tools: Tools,
  probe: CommandProbe,
  folder: string,
  stage: Stage,
  groupIndex: number,
  signal: AbortSignal,
): Promise<RunResult> {
  const startedAt = performance.now();
  const group = stage.groups[groupIndex] as Stage['groups'][number];
  const varied = Object.entries(group.values).map(([name, value]) => [
    `SUTURE_VARY_${name.toUpperCase()}`,
    String(value),
  ]);
  const joined = Object.keys(group.forward).length > 0;
  const run = runInSandbox(
    tools.sandbox,
    {
      // Without upstreams there is nothing to join, and a process is saved.
      ...(joined
        ? launch(tools, probe.command, stage, group, null)
        : { command: probe.command, readable: [stage.folder] }),
      folder,
      environment: {
        ...Object.fromEntries(varied),
        ...(stage.database ? { DATABASE_URL: stage.database.url } : {}),
      },
    },
    { ...tools.runLimits, timeMs: probe.timeoutMs },
    signal,
  );
  const exit = await run.exited;
  signal.throwIfAborted();
  const passed = exit.ended === 'exit' && exit.code === 0;
  return {
    passed,
    group: groupIndex,
    startedAt,
    endedAt: performance.now(),
    status: exit.code,
    reason: exit.ended === 'exit' ? null : exit.ended,
    message: passed ? '' : sayExit(exit, tools.runLimits.memoryBytes),
    output: passed ? '' : run.output(),
  };
}
