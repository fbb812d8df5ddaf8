import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../platform/run-command.ts';
import { sweepOutput } from '../../platform/sweep-output.ts';
import { installPackages } from '../../proof/packages/install-packages.ts';
import { linkModules } from '../../proof/packages/link-modules.ts';
import type { Sandbox } from '../../proof/sandbox/task.ts';
import { commandPlace, OWN_NODE } from './command-place.ts';
import { readReleaseDefinition } from './delivered-service.ts';
import type { DeliveryLimits } from './limits.ts';
import { neighboursOf } from './neighbours.ts';
import type { PipelineOptions } from './pipeline.ts';
import type { ProcessRegistry } from './process-registry.ts';
import { registryToken } from './registry-token.ts';
import { releaseEnvironment } from './release-environment.ts';
import type { Releases } from './releases.ts';
import type { Repository } from './repository.ts';
import { runStages } from './run-stages.ts';
import type { Runs } from './runs.ts';

interface Context {
  /** Environment of git, checks and builds. */
  buildEnvironment: Record<string, string>;
  /** What releases may be given, by variable. */
  offered: Record<string, string>;
  /** Where installed packages are kept. */
  packages: string;
  /** Packages are installed in it. */
  sandbox: Sandbox;
  limits: DeliveryLimits;
  repository: Repository;
  releases: Releases;
  runs: Runs;
  registry: ProcessRegistry;
  signal: AbortSignal;
}

/** The stages of a run in the folder of its release: each command a process group that the next start would end. */
export function stagesIn(context: Context): PipelineOptions['stages'] {
  const { limits, repository, releases, runs, registry, buildEnvironment, signal } = context;
  return (run, folder) => {
    const log = (text: string) => runs.append(run.id, text);
    const runIn = (
      stage: string,
      command: string[],
      where: string,
      environment: Record<string, string>,
      stop: AbortSignal,
      onOutput: (text: string) => void,
    ) =>
      runCommand({
        command,
        folder: where,
        environment,
        timeoutMs: limits.stageTimeout,
        signal: stop,
        onOutput,
        onStart: (pid) => registry.add(pid, `${stage} of ${run.sha.slice(0, 7)}`),
        onEnd: (pid) => registry.remove(pid),
      });
    return runStages({
      async prepare() {
        await repository.checkout(run.sha, folder);
        const definition = await readReleaseDefinition(folder, run.sha);
        const { packages, node } = await installPackages({
          folder,
          definition,
          cache: context.packages,
          environment: { ...buildEnvironment, ...registryToken(definition, context.offered) },
          sandbox: context.sandbox,
          signal,
          onOutput: log,
        });
        if (packages) linkModules(packages, folder);
        if (node) await symlink(node, join(folder, OWN_NODE), 'dir');
        return definition;
      },
      async run(stage, command, definition, stop, onOutput) {
        // Only the migrations see the database: checks, tests and builds run code that nobody has approved yet.
        const environment =
          stage === 'migrate'
            ? releaseEnvironment(definition, buildEnvironment, context.offered)
            : buildEnvironment;
        const place = commandPlace(folder, definition, environment);
        const result = await runIn(stage, command, place.folder, place.environment, stop, onOutput);
        // A file that runs as its owner would outlast the release, for any user of the machine. Several commands run at once
        // in this folder, so which of them left it is not known.
        const { removed } = sweepOutput(folder, { within: null });
        if (removed.length > 0)
          log(`The commands left files with special rights, which were taken away: ${removed.join(', ')}\n`);
        return result;
      },
      start: (_, stop) => releases.launch(run.sha, stop),
      neighbours: (definition) => neighboursOf(definition, context.offered),
      graceMs: limits.grace,
      log,
      signal,
    });
  };
}
