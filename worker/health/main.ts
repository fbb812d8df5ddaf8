import { hostname } from 'node:os';
import { connectTemporal } from '../connect-temporal.ts';
import { readAllSettings } from '../settings.ts';
import { readTemporalOptions } from '../temporal-options.ts';
import { unpolledBy } from './polled-by.ts';

/** `node dist/worker-health.js`: 0 when a worker of this host polls both of its queues; for a container's health check. */
try {
  const settings = readAllSettings(process.env);
  // Asks only who polls, so neither codec nor version matters.
  const plain = { ...settings, TEMPORAL_CODEC_KEYS: undefined, TEMPORAL_DEPLOYMENT: undefined };
  const temporal = readTemporalOptions(process.env, plain, import.meta.url);
  const { client, close } = await connectTemporal(temporal);
  const { namespace } = temporal;
  const taskQueues = [settings.TASK_QUEUE, settings.HEAVY_TASK_QUEUE];
  const missing = await unpolledBy(hostname(), { client, namespace, taskQueues });
  await close();
  if (missing.length > 0) throw new Error(`No worker of ${hostname()} polls ${missing.join(', ')}.`);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
