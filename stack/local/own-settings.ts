import type { Environment } from '../../platform/find-program.ts';
import { type AllSettings, readAllSettings } from '../../worker/settings.ts';

/**
 * What counts here of the environment of a person who stands in the repository of a service. `DATABASE_URL`, `PORT` and their
 * like are the service's there, and Suture must not use them.
 */
const OWN = [
  ...['STATE_DIR', 'SANDBOX', 'PROOF_DATABASE_URL', 'FIX_PROVIDERS'],
  ...['ANTHROPIC_API_KEY', 'ANTHROPIC_MODEL', 'ANTHROPIC_BASE_URL'],
];

/** @throws SutureError `invalid_settings` */
export function ownSettings(environment: Environment, changes: Environment = {}): AllSettings {
  const own = Object.fromEntries(OWN.map((name) => [name, environment[name]]));
  return readAllSettings({ ...own, ...changes });
}
