import { aws } from './aws.mjs';
import { startTask } from './start-task.mjs';

const CONTAINER = 'worker';

/**
 * Starts one task of the worker as it was before a release, which finishes the heals that began on it (TEMPORAL_DRAIN)
 * and then ends. When the task cannot start, the new workers take those heals over after five minutes, so the release does
 * not fail.
 * @param {any} before the worker's service, as ECS described it before the release
 */
export async function finishHeals(cluster, before) {
  const { taskDefinition } = before;
  if (before.desiredCount === 0) return;
  try {
    const described = await aws('ecs', 'describe-task-definition', '--task-definition', taskDefinition);
    const { environment = [] } = described.taskDefinition.containerDefinitions.find(
      ({ name }) => name === CONTAINER,
    );
    // Without versions, each worker takes each heal.
    if (!environment.some(({ name }) => name === 'TEMPORAL_DEPLOYMENT')) return;
    const task = { cluster, service: before, taskDefinition, container: CONTAINER };
    const arn = await startTask({ ...task, environment: { TEMPORAL_DRAIN: 'true' } });
    console.log(`${arn} finishes the heals that began before this release`);
  } catch (error) {
    console.log(`No task finishes the older heals, so the new workers take them over: ${error.message}`);
  }
}
