import { setTimeout as sleep } from 'node:timers/promises';
import { aws } from './aws.mjs';
import { startTask } from './start-task.mjs';

const PAUSE_MS = Number(process.env.ECS_POLL_MS ?? 5_000);

/**
 * Runs one command to its end, in a task of its own with the network of the service's tasks.
 * @param {{ cluster: string, service: any, taskDefinition: string, container: string, command: string[], forMs: number }} task
 * @throws Error when it does not start, exits with another code than 0, or takes longer than `forMs` milliseconds
 */
export async function runOnce({ forMs, ...task }) {
  const { cluster, container, command } = task;
  const taskArn = await startTask(task);
  for (const end = Date.now() + forMs; ; ) {
    const { tasks } = await aws('ecs', 'describe-tasks', '--cluster', cluster, '--tasks', taskArn);
    const [now] = tasks;
    if (now?.lastStatus === 'STOPPED') {
      const code = now.containers.find(({ name }) => name === container)?.exitCode;
      if (code === 0) return;
      throw new Error(
        `${command.join(' ')} ended with ${code ?? 'no exit code'}: ${now.stoppedReason ?? ''}`,
      );
    }
    if (Date.now() > end) throw new Error(`${command.join(' ')} has not ended after ${forMs / 1000} s.`);
    await sleep(PAUSE_MS);
  }
}
