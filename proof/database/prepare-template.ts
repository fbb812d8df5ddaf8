import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import { SutureError } from '../../domain/errors.ts';
import { commandFailed } from '../command-failed.ts';
import { programEnvironment } from '../program-environment.ts';
import { runInSandbox } from '../sandbox/run.ts';
import { makeSocketFolder } from '../socket-folder.ts';
import type { Tools } from '../tools.ts';
import { isNode, ledOut, openWayOut } from '../way-out.ts';
import { startPostgresWitness } from '../witness/postgres.ts';
import { taskIn, type Worktree } from '../worktree.ts';
import { runSqlFiles } from './run-sql-files.ts';
import type { DatabaseTemplate } from './scratch-databases.ts';
import { socketUrl } from './socket-url.ts';

/**
 * A template with the tables and rows of a service at a commit. The empty database is created while the commit is built;
 * its SQL files then run, and its `migrate` and `seed` in the sandbox, as the role that owns it.
 * @param service its name
 * @param definition settles once the commit is checked out
 * @param ready settles when the worktree is ready for the service's commands
 * @returns null for a service without a database
 * @throws SutureError `base_not_buildable` when a file or a command fails, `sandbox_unavailable` without a server
 */
export async function prepareTemplate(
  tools: Tools,
  service: string,
  definition: Promise<CompleteDefinition>,
  ready: Promise<Worktree>,
): Promise<DatabaseTemplate | null> {
  const { database } = await definition;
  if (!database) return null;
  if (!tools.databases) {
    throw new SutureError(
      'sandbox_unavailable',
      `${service} needs a PostgreSQL to be proven on. Set DATABASE_URL.`,
    );
  }
  const creating = tools.databases.createTemplate();
  const [worktree, template] = await Promise.allSettled([ready, creating]);
  if (template.status === 'rejected') throw template.reason;
  try {
    if (worktree.status === 'rejected') throw worktree.reason;
    const [built, empty] = [worktree.value, template.value];
    await tools.step('tables', async () => {
      await runSqlFiles(join(built.folder, built.definition.root), database.sql, empty);
      const commands = [database.migrate, database.seed].filter((command) => command !== null);
      if (commands.length > 0) await runCommands(tools, service, built, empty, commands);
    });
    await template.value.seal();
    return template.value;
  } catch (error) {
    template.value.drop();
    throw error;
  }
}

async function runCommands(
  tools: Tools,
  service: string,
  worktree: Worktree,
  template: DatabaseTemplate,
  commands: string[][],
): Promise<void> {
  const folder = await makeSocketFolder(tools, 'm');
  const { user, password, name: database, server } = template;
  const { definition } = worktree;
  const witness = await startPostgresWitness({ folder, server, user, password, database });
  const wayOut = await openWayOut(tools, { folder, index: 0 }, definition, {
    postgres: witness.serve,
    redis: null,
    upstream: () => null,
  });
  const { relay } = wayOut;
  try {
    // Engines of migrations that are no program of Node find the database on its usual port.
    const usual = wayOut.ports ? [] : [5432];
    const launched = { forward: {}, ingress: null, relay: relay.socket, usual, ports: wayOut.ports };
    const out = ledOut(tools, wayOut);
    const environment = {
      ...programEnvironment(definition, socketUrl(template, folder)),
      ...out.environment,
    };
    for (const command of commands) {
      const run = runInSandbox(
        tools.sandbox,
        taskIn(worktree, {
          ...out,
          command: isNode(command)
            ? command
            : [process.execPath, tools.launcher, JSON.stringify({ ...launched, command })],
          environment,
          readable: [...out.readable, tools.launcher, folder],
        }),
        tools.buildLimits,
      );
      const exit = await run.exited;
      if (exit.ended === 'exit' && exit.code === 0) continue;
      const what = `The database of ${service} cannot be prepared: ${command.join(' ')}`;
      throw commandFailed(what, exit, run.output());
    }
  } finally {
    await Promise.all([witness.close(), relay.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}
