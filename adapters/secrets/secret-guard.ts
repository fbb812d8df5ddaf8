import { type FoundSecrets, loadSecretFinder } from './find-secrets.ts';
import { hideIn } from './hide-in.ts';
import { replaceAllOf } from './replace-all-of.ts';

/** The same for every secret, so that hiding adds no difference between a text and its changed version. */
export const MARKER = '⟦secret removed⟧';

/**
 * What everything passes that leaves this machine: questions to a model, commits, pull requests, comments, notifications,
 * shared knowledge, traces. `find` is for those who put the secrets back into what returns.
 */
export interface SecretGuard {
  find(text: string): Promise<FoundSecrets>;
  /** The text with a marker in the place of each secret. */
  hide(text: string): Promise<string>;
  /** The same for each text in a value of plain data. */
  hideIn<T>(value: T): Promise<T>;
}

/** @param known secrets of our own, beside what the rules find */
export function createSecretGuard(known: readonly string[]): SecretGuard {
  let loading: ReturnType<typeof loadSecretFinder> | null = null;

  async function find(text: string): Promise<FoundSecrets> {
    loading ??= loadSecretFinder(known);
    return (await loading)(text);
  }

  async function hide(text: string): Promise<string> {
    const { certain, likely } = await find(text);
    return replaceAllOf(text, [...certain, ...likely], MARKER);
  }

  return { find, hide, hideIn: (value) => hideIn(value, hide) };
}
