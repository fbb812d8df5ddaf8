import { hostname } from 'node:os';
import { readSettings } from '../../domain/settings.ts';
import { connectTemporal } from '../connect-temporal.ts';
import { unpolledBy } from './polled-by.ts';

/** `node dist/worker-health.js`: 0 when a worker of this host takes work from both of its queues; for a container's health check. */
try {
  const settings = readSettings(process.env);
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = settings;
  if (!address) throw new Error('TEMPORAL_ADDRESS is not set.');
  const { client, close } = await connectTemporal(address, namespace);
  const taskQueues = [settings.TASK_QUEUE, settings.HEAVY_TASK_QUEUE];
  const missing = await unpolledBy(hostname(), { client, namespace, taskQueues });
  await close();
  if (missing.length > 0) throw new Error(`No worker of ${hostname()} polls ${missing.join(', ')}.`);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
