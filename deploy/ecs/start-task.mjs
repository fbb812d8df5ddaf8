import { aws } from './aws.mjs';

/**
 * Starts a task of its own with the network of the service's tasks.
 * @param {{ cluster: string, service: any, taskDefinition: string, container: string, command?: string[], environment?: Record<string, string> }} task
 *   `command` replaces that of the definition, `environment` is added to it
 * @returns {Promise<string>} its ARN
 * @throws Error with ECS's reason when no task starts
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
