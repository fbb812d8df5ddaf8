import type { DiscoveredFault } from '../../domain/discovered.ts';
import { oneLine } from '../plain-text.ts';

/** Frames that are printed; `--json` has all. */
const MOST = 12;

/** What is known of a fault that nobody declared: its frames, what its failures share, what is missing. */
export function undeclaredLines({ title, frames, reason, allowedFiles, missing }: DiscoveredFault): string[] {
  return [
    oneLine(title),
    ...frames.slice(0, MOST).map(({ file, line, function: name, why }) => {
      const place = `${file || '?'}${line === null ? '' : `:${line}`}${name ? ` in ${name}` : ''}`;
      return oneLine(`at ${place}${why ? ` – ${why}` : ''}`);
    }),
    allowedFiles.length > 0
      ? oneLine(`a fix may change ${allowedFiles.join(', ')}`)
      : 'no file is known that a fix may change',
    ...missing.map(oneLine),
    oneLine(`counts what shares ${reason.map(({ part, value }) => `${part} ${value}`).join(', ')}`),
  ];
}
