import type { Environment } from '../../platform/find-program.ts';
import { type AllSettings, readAllSettings } from '../../worker/settings.ts';
import { ownEnvironment } from '../own-environment.ts';

/** What counts here of Suture's own settings; the rest concerns programs that do not run. */
const USED = [
  ...['STATE_DIR', 'SANDBOX', 'PROOF_DATABASE_URL', 'FIX_PROVIDERS'],
  ...['ANTHROPIC_API_KEY', 'ANTHROPIC_MODEL', 'ANTHROPIC_BASE_URL'],
];

/**
 * Suture's own settings in the environment of a person who stands in the repository of a service. As for `suture up`, names that
 * the service has, too, count with the prefix `SUTURE_`.
 * @throws SutureError `invalid_settings`
 */
export function ownSettings(environment: Environment, changes: Environment = {}): AllSettings {
  const own = ownEnvironment(environment);
  const used = Object.fromEntries(USED.map((name) => [name, own[name]]));
  return readAllSettings({ ...used, ...changes });
}
