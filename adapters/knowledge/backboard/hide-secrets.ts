import { loadSecretFinder } from '../../secrets/find-secrets.ts';

/** The same for every secret, so that hiding adds no difference between a text and its changed version. */
export const MARKER = '⟦secret removed⟧';

/** A text without its secrets. */
export type HideSecrets = (text: string) => Promise<string>;

/** @param known secrets of our own, beside what the rules find */
export function createHideSecrets(known: readonly string[] = []): HideSecrets {
  let loading: ReturnType<typeof loadSecretFinder> | null = null;
  return async (text) => {
    loading ??= loadSecretFinder(known);
    const found = await (await loading)(text);
    // The longest first: one may hold another.
    found.sort((one, other) => other.length - one.length);
    return found.reduce((safe, secret) => safe.replaceAll(secret, () => MARKER), text);
  };
}
