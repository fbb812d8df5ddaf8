import { SutureError } from '../domain/errors.ts';
import { readSettings } from '../domain/settings.ts';
import { migrate } from './migrate.ts';

/** `node dist/migrate.js`: brings the database of `DATABASE_URL` up to date and ends; 0 when it is. */
try {
  const { DATABASE_URL } = readSettings(process.env);
  if (!DATABASE_URL) {
    throw new SutureError(
      'invalid_settings',
      'DATABASE_URL is not set. Set it to the PostgreSQL of the service.',
    );
  }
  const names = await migrate(DATABASE_URL);
  console.log(names.length > 0 ? `migrated: ${names.join(', ')}` : 'nothing to migrate');
} catch (error) {
  console.error(error instanceof SutureError ? error.message : error);
  process.exitCode = 1;
}
