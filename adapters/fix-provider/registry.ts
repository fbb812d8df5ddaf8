import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import type { SecretGuard } from '../secrets/secret-guard.ts';
import { chain } from './chain.ts';
import { createClaudeProvider } from './claude/provider.ts';
import type { ClaudeSettings } from './claude/settings.ts';
import { createMemoryProvider } from './past-fixes.ts';
import { createRepairProvider } from './repair.ts';
import type { FixProviderSettings } from './settings.ts';

type ProviderName = FixProviderSettings['FIX_PROVIDERS'][number];

/** A factory for each name that the settings allow; the compiler asks for the one that is missing. */
const factories: Record<ProviderName, (settings: ClaudeSettings, guard: SecretGuard) => FixProvider> = {
  memory: createMemoryProvider,
  repair: createRepairProvider,
  claude: createClaudeProvider,
};

/** The providers that the settings name, asked in that order. @throws SutureError `invalid_settings` */
export function createFixProvider(
  settings: FixProviderSettings & ClaudeSettings,
  guard: SecretGuard,
): FixProvider {
  return chain(settings.FIX_PROVIDERS.map((name) => factories[name](settings, guard)));
}
