// `node deploy/ecs/release.mjs`: releases an image of Suture on ECS. Set CLUSTER, APP_SERVICE, WORKER_SERVICE and IMAGE.
// The new image migrates the database first. Heals that run on the worker before keep one task of it, which ends by itself
// once they are done.
import { finishHeals } from './finish-heals.mjs';
import { registerWithImage } from './register.mjs';
import { runOnce } from './run-once.mjs';
import { describeService, updateService } from './update-service.mjs';

const { CLUSTER: cluster, APP_SERVICE, WORKER_SERVICE, IMAGE: image } = process.env;
const MIGRATION = ['node', '--enable-source-maps', 'dist/migrate.js'];
const MIGRATION_MS = 10 * 60_000;
const ROLLOUT_MS = 20 * 60_000;

try {
  if (!cluster || !APP_SERVICE || !WORKER_SERVICE || !image) {
    throw new Error('Set CLUSTER, APP_SERVICE, WORKER_SERVICE and IMAGE.');
  }
  const app = await describeService(cluster, APP_SERVICE);
  const taskDefinition = await registerWithImage(app, 'app', image);
  console.log(`migrating the database with ${image}`);
  await runOnce({
    cluster,
    service: app,
    taskDefinition,
    container: 'app',
    command: MIGRATION,
    forMs: MIGRATION_MS,
  });
  await updateService({ cluster, service: app, taskDefinition, forMs: ROLLOUT_MS });
  const worker = await describeService(cluster, WORKER_SERVICE);
  const next = await registerWithImage(worker, 'worker', image);
  await updateService({ cluster, service: worker, taskDefinition: next, forMs: ROLLOUT_MS });
  await finishHeals(cluster, worker);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
