import type { FileEdit } from '../../../domain/fix.ts';
import { loadSecretFinder } from '../../secrets/find-secrets.ts';

/** Takes secrets out of everything that is sent, and puts those of the files back into what comes back. */
export interface Redactor {
  /** The text with a marker in the place of each secret. */
  hide(text: string): Promise<string>;
  /** The text with the secrets of the files in the place of their markers. */
  restore(text: string): string;
}

/** Shorter secrets of our own are too likely to be a word. */
const SHORTEST_OF_OURS = 12;

/**
 * By the rules of secretlint, and by values that are known to be secret. The files are read first, always in the same
 * order, so the same files have the same markers.
 * @param known secrets of our own, such as the API key
 */
export async function createRedactor(
  files: readonly FileEdit[],
  known: readonly string[],
): Promise<Redactor> {
  const find = await loadSecretFinder();
  const own = known.filter((secret) => secret.length >= SHORTEST_OF_OURS);
  const markers = new Map<string, string>();

  async function hide(text: string): Promise<string> {
    const found = [...own.filter((secret) => text.includes(secret)), ...(await find(text))];
    let safe = text;
    // The longest first: one may hold another.
    for (const secret of found.sort((a, b) => b.length - a.length)) {
      if (!safe.includes(secret)) continue;
      const marker = markers.get(secret) ?? `⟦secret ${markers.size + 1} removed⟧`;
      markers.set(secret, marker);
      safe = safe.replaceAll(secret, () => marker);
    }
    return safe;
  }

  for (const { content } of files) await hide(content);
  const restorable = [...markers].filter(([secret]) => files.some(({ content }) => content.includes(secret)));
  return {
    hide,
    restore: (text) =>
      restorable.reduce((whole, [secret, marker]) => whole.replaceAll(marker, () => secret), text),
  };
}
