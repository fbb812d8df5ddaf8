// `node deploy/ecs/release.mjs`: takes an image live on ECS. CLUSTER, APP_SERVICE and IMAGE name where and what;
// WORKER_SERVICE is released too when RELEASE_WORKER is `true`. The database is migrated first, by the new image; and
// heals that run on the worker before are left one task of it, which ends by itself once they are done.
import { finishHeals } from './finish-heals.mjs';
import { registerWithImage } from './register.mjs';
import { runOnce } from './run-once.mjs';
import { describeService, updateService } from './update-service.mjs';

const { CLUSTER: cluster, APP_SERVICE, WORKER_SERVICE, IMAGE: image, RELEASE_WORKER } = process.env;
const MIGRATION = ['node', '--enable-source-maps', 'dist/migrate.js'];
const MIGRATION_MS = 10 * 60_000;
const ROLLOUT_MS = 20 * 60_000;

try {
  if (!cluster || !APP_SERVICE || !image) throw new Error('Set CLUSTER, APP_SERVICE and IMAGE.');
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
  if (RELEASE_WORKER === 'true' && WORKER_SERVICE) {
    const worker = await describeService(cluster, WORKER_SERVICE);
    const next = await registerWithImage(worker, 'worker', image);
    await updateService({ cluster, service: worker, taskDefinition: next, forMs: ROLLOUT_MS });
    await finishHeals(cluster, worker);
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
