import { seedOrigin } from '../../adapters/code-host/seed-origin.ts';
import { SutureError } from '../../domain/errors.ts';
import { readSettings } from '../../domain/settings.ts';
import config from '../../suture.config.ts';

/** `node dist/origin.js <clone>`: makes the bare `ORIGIN_REPOSITORY` from a clone, or brings it up to date, and ends. */
try {
  const { ORIGIN_REPOSITORY: to } = readSettings(process.env);
  const [from] = process.argv.slice(2);
  if (!to || !from) {
    throw new SutureError(
      'invalid_settings',
      'Set ORIGIN_REPOSITORY to the bare repository to make, and name the clone to make it from: node dist/origin.js <clone>',
    );
  }
  const { action, head, previous } = await seedOrigin({ from, to, branch: config.services[0]?.branch });
  console.log(`origin ${action}: ${head}${previous ? `; what was there is kept as ${previous}` : ''}`);
} catch (error) {
  console.error(error instanceof SutureError ? error.message : error);
  process.exitCode = 1;
}
