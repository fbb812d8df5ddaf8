import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import type { ParseGuard } from '../../platform/parse-guard.ts';
import type { SecretGuard } from '../secrets/secret-guard.ts';
import { chain } from './chain.ts';
import { createClaudeProvider } from './claude/provider.ts';
import type { ClaudeSettings } from './claude/settings.ts';
import { createMemoryProvider } from './past-fixes.ts';
import { createRepairProvider } from './repair.ts';
import type { FixProviderSettings } from './settings.ts';

type ProviderName = FixProviderSettings['FIX_PROVIDERS'][number];

/** What providers share with the rest of the program. */
export interface Guards {
  secrets: SecretGuard;
  parser: ParseGuard;
}

/** A factory for each name that the settings allow; the compiler asks for the one that is missing. */
const factories: Record<ProviderName, (settings: ClaudeSettings, guards: Guards) => FixProvider> = {
  memory: (_, { parser }) => createMemoryProvider(parser),
  repair: (_, { parser }) => createRepairProvider(parser),
  claude: (settings, { secrets }) => createClaudeProvider(settings, secrets),
};

/** The providers that the settings name, asked in that order. @throws SutureError `invalid_settings` */
export function createFixProvider(
  settings: FixProviderSettings & ClaudeSettings,
  guards: Guards,
): FixProvider {
  return chain(settings.FIX_PROVIDERS.map((name) => factories[name](settings, guards)));
}
