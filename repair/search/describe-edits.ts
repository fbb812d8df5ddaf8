import type { Edit } from '../syntax/edits.ts';
import type { Source } from '../syntax/source.ts';
import { brief } from '../templates/helpers/text.ts';

/** What a change does, as a sentence. */
export function describeEdits(source: Source, edits: readonly Edit[], kind: string): string {
  const sentences = edits.slice(0, 3).map(({ start, end, text }) => {
    const before = brief(source.text.slice(start, end));
    const after = brief(text);
    if (!before) return `Adds "${after}".`;
    return after ? `Replaces "${before}" with "${after}".` : `Removes "${before}".`;
  });
  const more = edits.length > 3 ? ` ${edits.length - 3} further places change.` : '';
  return `${sentences.join(' ')}${more} (${kind})`;
}
