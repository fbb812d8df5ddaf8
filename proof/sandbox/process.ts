import { dirname } from 'node:path';
import type { Sandbox } from './task.ts';

/**
 * The weak sandbox, for machines without bubblewrap: a process with an empty environment, limits on time and
 * memory, and nothing else. It can read files and reach the network.
 */
export function plainProcess(): Sandbox {
  return {
    name: 'process',
    wrap(task) {
      const [file = '', ...args] = task.command;
      const environment = {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        ...task.environment,
      };
      return { file, args, environment, folder: task.folder };
    },
  };
}
