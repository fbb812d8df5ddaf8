import { fileURLToPath } from 'node:url';
import { SutureError } from '../../domain/errors.ts';
import { seedDemonstration } from './seed-demonstration.ts';

/** `node dist/origin.js <bare repository>`: makes the origin of the demonstration, or brings it up to date, and ends. */
try {
  const [to] = process.argv.slice(2);
  if (!to) {
    throw new SutureError('bad_arguments', 'Name the bare repository to make: node dist/origin.js <folder>');
  }
  // The program is in dist/, one folder below Suture's.
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { action, head, previous } = await seedDemonstration({ root, to, environment: process.env });
  console.log(`origin ${action}: ${head}${previous ? `; the earlier one is kept as ${previous}` : ''}`);
} catch (error) {
  console.error(error instanceof SutureError ? error.message : error);
  process.exitCode = 1;
}
