import { dirname, join } from 'node:path';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { programEnvironment } from './program-environment.ts';
import type { SandboxTask } from './sandbox/task.ts';
import type { Group, Stage } from './stage.ts';
import type { Tools } from './tools.ts';
import { isNode, ledOut } from './way-out.ts';

export interface Surrounding {
  stage: Stage;
  group: Group;
  definition: CompleteDefinition;
  command: string[];
  /** The ingress socket of a service; null for a command that takes no requests. */
  ingress: string | null;
}

/**
 * A command of the service amid its database, cache and upstreams.
 * @param variables further ones; with `NODE_REPORT_SOCKET` the program is observed
 */
export function surrounded(
  tools: Tools,
  { stage, group, definition, command, ingress }: Surrounding,
  variables: Record<string, string>,
): Pick<SandboxTask, 'command' | 'readable' | 'preload' | 'hosts'> & { environment: Record<string, string> } {
  const { database, redis } = definition;
  const { forward, wayOut } = group;
  const out = ledOut(tools, wayOut);
  const usual = [...(database ? [5432] : []), ...(redis && stage.redis ? [6379] : [])];
  const spec = {
    ...{ command, forward, ingress, health: definition.health },
    ...{ relay: wayOut.relay.socket, ports: wayOut.ports },
    // The weak sandbox has no ports of its own.
    usual: wayOut.ports || isNode(command) ? [] : usual,
  };
  // Without anything to join, the launcher is left out, and a process is saved.
  const joins = ingress !== null || Object.keys(forward).length > 0 || (usual.length > 0 && !isNode(command));
  const observer = variables.NODE_REPORT_SOCKET ? [join(dirname(tools.launcher), 'preload/main.cjs')] : [];
  return {
    ...out,
    command: joins ? [process.execPath, tools.launcher, JSON.stringify(spec)] : command,
    // What leads out is changed first, so that the observer sees what the program asked for.
    preload: [...out.preload, ...observer],
    readable: [...out.readable, tools.launcher, stage.folder],
    environment: {
      ...programEnvironment(definition, stage.database?.url ?? null),
      ...out.environment,
      ...(observer.length > 0 && stage.at !== null && { NODE_CLOCK_START: String(stage.at) }),
      ...variables,
    },
  };
}
