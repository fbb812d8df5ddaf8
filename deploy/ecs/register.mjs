import { aws } from './aws.mjs';

/** What `describe-task-definition` shows and `register-task-definition` rejects. */
const SHOWN_ONLY = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
];

/**
 * A service's task definition with another image, registered as the next revision of its family.
 * @param {{ taskDefinition: string }} service as ECS describes it
 * @param {string} container its image is replaced; other containers with the same image get the new one, too
 * @returns {Promise<string>} the ARN of the new revision
 */
export async function registerWithImage(service, container, image) {
  const current = service.taskDefinition;
  const { taskDefinition } = await aws('ecs', 'describe-task-definition', '--task-definition', current);
  const rendered = Object.fromEntries(
    Object.entries(taskDefinition).filter(([name]) => !SHOWN_ONLY.includes(name)),
  );
  const target = rendered.containerDefinitions.find(({ name }) => name === container);
  if (!target) throw new Error(`${current} has no container ${container}.`);
  const replaced = target.image;
  for (const one of rendered.containerDefinitions) if (one.image === replaced) one.image = image;
  const registered = await aws(
    'ecs',
    'register-task-definition',
    '--cli-input-json',
    JSON.stringify(rendered),
  );
  return registered.taskDefinition.taskDefinitionArn;
}
