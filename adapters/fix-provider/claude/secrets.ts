import type { FileVersion } from '../../../domain/fix.ts';
import { hideIn } from '../../secrets/hide-in.ts';
import type { SecretGuard } from '../../secrets/secret-guard.ts';

/** Takes secrets out of everything that is sent, and puts those of the files back into what comes back. */
export interface Redactor {
  /** The text with a marker in the place of each secret. */
  hide(text: string): Promise<string>;
  /**
   * The same for each text in a value of plain data. What is cut, joined or written as JSON is hidden before: half
   * a secret, or one with its quotes escaped, is not found by the rules.
   */
  hideIn<T>(value: T): Promise<T>;
  /** The text with the secrets of the files in the place of their markers. */
  restore(text: string): string;
}

/** Lines of a secret that has several, such as a private key, are secret each; shorter ones say nothing. */
const SHORTEST_LINE = 16;

/**
 * By what the guard finds. What was found once is known from then on. The files are read first, always in the same order,
 * so the same files have the same markers.
 */
export async function createRedactor(
  files: readonly FileVersion[],
  guard: Pick<SecretGuard, 'find'>,
): Promise<Redactor> {
  const markers = new Map<string, string>();
  let count = 0;

  function remember(secret: string): void {
    if (markers.has(secret)) return;
    count += 1;
    markers.set(secret, `⟦secret ${count} removed⟧`);
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    if (lines.length === 1) return;
    for (const [index, line] of lines.entries()) {
      if (line.length < SHORTEST_LINE || line.startsWith('-----') || markers.has(line)) continue;
      markers.set(line, `⟦secret ${count}, line ${index + 1} removed⟧`);
    }
  }

  async function hide(text: string): Promise<string> {
    // The longest first: one may hold another.
    const { certain, likely } = await guard.find(text);
    for (const secret of [...certain, ...likely].sort(longestFirst)) remember(secret);
    return [...markers]
      .sort(([one], [other]) => longestFirst(one, other))
      .reduce((safe, [secret, marker]) => safe.replaceAll(secret, () => marker), text);
  }

  for (const { content } of files) await hide(content);
  const restorable = [...markers].filter(([secret]) => files.some(({ content }) => content.includes(secret)));
  return {
    hide,
    hideIn: (value) => hideIn(value, hide),
    restore: (text) =>
      restorable.reduce((whole, [secret, marker]) => whole.replaceAll(marker, () => secret), text),
  };
}

function longestFirst(one: string, other: string): number {
  return other.length - one.length;
}
