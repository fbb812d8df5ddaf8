import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTracing } from '../../adapters/tracing/registry.ts';
import { readSettings } from '../../domain/settings.ts';
import config from '../../suture.config.ts';
import { endWithProcess } from './end-with-process.ts';
import { runDelivery } from './run-delivery.ts';

// `dist/delivery.js` and `stack/delivery/main.ts` both stand one folder below the project.
const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..');
const log = (line: string) => process.stderr.write(`${line}\n`);

const start = async () => {
  const tracing = await createTracing(readSettings(process.env), 'suture-delivery');
  return runDelivery(process.env, config.services, projectRoot, log, tracing);
};

endWithProcess(start, {
  log,
  withParent: process.env.EXIT_WITH_PARENT === '1',
});
