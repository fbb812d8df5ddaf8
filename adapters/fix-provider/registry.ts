import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import type { Settings } from '../../domain/settings.ts';
import { chain } from './chain.ts';
import { createRepairProvider } from './repair.ts';

type ProviderName = Settings['FIX_PROVIDERS'][number];

/** A factory for each name that the settings allow; the compiler asks for the one that is missing. */
const factories: Record<ProviderName, (settings: Readonly<Settings>) => FixProvider> = {
  repair: createRepairProvider,
};

/** The providers that the settings name, asked in that order. */
export function createFixProvider(settings: Readonly<Settings>): FixProvider {
  const providers = settings.FIX_PROVIDERS.map((name) => factories[name](settings));
  const [only] = providers;
  return providers.length === 1 && only ? only : chain(providers);
}
