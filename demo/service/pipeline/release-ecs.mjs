// `node pipeline/release-ecs.mjs`: releases an image on ECS. Set CLUSTER, SERVICE and IMAGE. Before the release, a task with the
// new image migrates the database.
import { setTimeout as sleep } from 'node:timers/promises';
import { aws } from './aws.mjs';

const { CLUSTER, SERVICE, IMAGE, CONTAINER = 'demo' } = process.env;
const MIGRATION = ['node', 'migrate.mjs'];
const MIGRATION_MS = 10 * 60_000;
const ROLLOUT_MS = 20 * 60_000;
const PAUSE_MS = Number(process.env.ECS_POLL_MS ?? 5_000);
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

async function describeService() {
  const { services } = await aws('ecs', 'describe-services', '--cluster', CLUSTER, '--services', SERVICE);
  if (!services[0]) throw new Error(`There is no service ${SERVICE} in the cluster ${CLUSTER}.`);
  return services[0];
}

/** Registers the service's task definition with the new image. Containers that share the old image get the new one too. */
async function registerImage(current) {
  const { taskDefinition } = await aws('ecs', 'describe-task-definition', '--task-definition', current);
  const next = Object.fromEntries(
    Object.entries(taskDefinition).filter(([name]) => !SHOWN_ONLY.includes(name)),
  );
  const old = next.containerDefinitions.find(({ name }) => name === CONTAINER)?.image;
  if (!old) throw new Error(`${current} has no container ${CONTAINER}.`);
  for (const container of next.containerDefinitions) if (container.image === old) container.image = IMAGE;
  const words = ['ecs', 'register-task-definition', '--cli-input-json', JSON.stringify(next)];
  return (await aws(...words)).taskDefinition.taskDefinitionArn;
}

async function migrate(service, taskDefinition) {
  const overrides = { containerOverrides: [{ name: CONTAINER, command: MIGRATION }] };
  const { tasks, failures } = await aws(
    ...['ecs', 'run-task', '--cluster', CLUSTER, '--task-definition', taskDefinition],
    ...['--launch-type', 'FARGATE', '--network-configuration', JSON.stringify(service.networkConfiguration)],
    ...['--overrides', JSON.stringify(overrides)],
  );
  if (!tasks[0]) throw new Error(`ECS starts no task: ${failures.map(({ reason }) => reason).join(', ')}`);
  const words = ['ecs', 'describe-tasks', '--cluster', CLUSTER, '--tasks', tasks[0].taskArn];
  for (const end = Date.now() + MIGRATION_MS; ; await sleep(PAUSE_MS)) {
    const [task] = (await aws(...words)).tasks;
    if (task?.lastStatus === 'STOPPED') {
      const code = task.containers.find(({ name }) => name === CONTAINER)?.exitCode;
      if (code === 0) return;
      throw new Error(`The migration ended with ${code ?? 'no exit code'}: ${task.stoppedReason ?? ''}`);
    }
    if (Date.now() > end) throw new Error(`The migration has not ended after ${MIGRATION_MS / 1000} s.`);
  }
}

/** Waits for the deployment itself: after a rollback by the circuit breaker the service is stable, too. */
async function roll(service, taskDefinition) {
  // The stack makes the service with no task, because there is no image yet.
  const desired = service.desiredCount === 0 ? ['--desired-count', '1'] : [];
  await aws(
    ...['ecs', 'update-service', '--cluster', CLUSTER, '--service', SERVICE],
    ...['--task-definition', taskDefinition, ...desired],
  );
  for (const end = Date.now() + ROLLOUT_MS; ; await sleep(PAUSE_MS)) {
    const { deployments } = await describeService();
    const mine = deployments.find((one) => one.taskDefinition === taskDefinition);
    if (mine?.status === 'PRIMARY' && mine.rolloutState === 'COMPLETED') return;
    if (mine?.status !== 'PRIMARY' || mine.rolloutState === 'FAILED') {
      throw new Error(`${SERVICE} was rolled back. ${mine?.rolloutStateReason ?? ''}`);
    }
    if (Date.now() > end) throw new Error(`${SERVICE} is not stable after ${ROLLOUT_MS / 1000} s.`);
  }
}

try {
  if (!CLUSTER || !SERVICE || !IMAGE) throw new Error('Set CLUSTER, SERVICE and IMAGE.');
  const service = await describeService();
  const taskDefinition = await registerImage(service.taskDefinition);
  console.log(`migrating the database with ${IMAGE}`);
  await migrate(service, taskDefinition);
  await roll(service, taskDefinition);
  console.log(`${SERVICE} runs ${IMAGE}`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
