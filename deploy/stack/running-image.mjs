import { aws } from '../ecs/aws.mjs';

/**
 * The tag of the image that the app's service runs. GitHub Actions releases images between two deployments of the stack, and
 * without this tag a deployment would go back to an old image.
 * @returns {Promise<string>} empty when the service does not exist, or has no task yet
 */
export async function runningImage(stack) {
  const { services } = await aws(
    'ecs',
    'describe-services',
    '--cluster',
    stack,
    '--services',
    `${stack}-app`,
  ).catch((error) => {
    if (/ClusterNotFound/.test(error.message)) return { services: [] };
    throw error;
  });
  const service = services.find(({ status }) => status === 'ACTIVE');
  if (!service || service.desiredCount === 0) return '';
  const { taskDefinition } = await aws(
    ...['ecs', 'describe-task-definition', '--task-definition', service.taskDefinition],
  );
  const image = taskDefinition.containerDefinitions.find(({ name }) => name === 'app')?.image ?? '';
  return image.slice(image.lastIndexOf(':') + 1);
}
