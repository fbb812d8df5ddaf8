import { aws } from './aws.mjs';

/**
 * Starts a task of its own, where and as the service's tasks run.
 * @param {{ cluster: string, service: any, taskDefinition: string, container: string, command?: string[], environment?: Record<string, string> }} task
 *   `command` and `environment` are the container's instead of, and besides, those of the definition
 * @returns {Promise<string>} its ARN
 * @throws Error with ECS's reason when it starts none
 */
export async function startTask({ cluster, service, taskDefinition, container, command, environment = {} }) {
  const more = Object.entries(environment).map(([name, value]) => ({ name, value }));
  const override = {
    name: container,
    ...(command && { command }),
    ...(more.length && { environment: more }),
  };
  const { tasks, failures } = await aws(
    ...['ecs', 'run-task', '--cluster', cluster, '--task-definition', taskDefinition],
    ...['--launch-type', 'FARGATE', '--network-configuration', JSON.stringify(service.networkConfiguration)],
    ...['--overrides', JSON.stringify({ containerOverrides: [override] })],
  );
  if (!tasks[0]) throw new Error(`ECS starts no task: ${failures.map(({ reason }) => reason).join(', ')}`);
  return tasks[0].taskArn;
}
