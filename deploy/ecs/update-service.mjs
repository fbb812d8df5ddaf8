import { setTimeout as sleep } from 'node:timers/promises';
import { aws } from './aws.mjs';

const PAUSE_MS = Number(process.env.ECS_POLL_MS ?? 5_000);

/** @returns {Promise<any>} the service as ECS describes it */
export async function describeService(cluster, name) {
  const { services } = await aws('ecs', 'describe-services', '--cluster', cluster, '--services', name);
  if (!services[0]) throw new Error(`There is no service ${name} in the cluster ${cluster}.`);
  return services[0];
}

/**
 * Sets the task definition of a service and waits until all its tasks run it. It looks at the deployment and not at the
 * service, because after a rollback by the circuit breaker the service is stable, too.
 * @throws Error with ECS's reason when it rolled back, or after `forMs`
 */
export async function updateService({ cluster, service, taskDefinition, forMs }) {
  const name = service.serviceName;
  // The stack makes services with no task, because there is no image yet.
  const desired = service.desiredCount === 0 ? ['--desired-count', '1'] : [];
  await aws(
    ...['ecs', 'update-service', '--cluster', cluster, '--service', name],
    ...['--task-definition', taskDefinition, ...desired],
  );
  let last = '';
  for (const end = Date.now() + forMs; ; ) {
    const now = await describeService(cluster, name);
    const mine = now.deployments.find((one) => one.taskDefinition === taskDefinition);
    const state = mine ? `${mine.runningCount} of ${mine.desiredCount} run, ${mine.rolloutState}` : 'is gone';
    if (state !== last) console.log(`${name}: ${state}`);
    last = state;
    if (mine?.status === 'PRIMARY' && mine.rolloutState === 'COMPLETED') return;
    if (!mine || mine.rolloutState === 'FAILED' || mine.status !== 'PRIMARY') {
      throw new Error(`${name} was rolled back: ${mine?.rolloutStateReason ?? ''} ${recent(now)}`);
    }
    if (Date.now() > end) throw new Error(`${name} is not stable after ${forMs / 1000} s. ${recent(now)}`);
    await sleep(PAUSE_MS);
  }
}

/** ECS's own events, newest first. */
function recent({ events = [] }) {
  return events
    .slice(0, 5)
    .map(({ message }) => message)
    .join(' | ');
}
