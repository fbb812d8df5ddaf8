import type { Recording } from '../../domain/recording.ts';

/**
 * When a recorded request came, in milliseconds since 1970; null without a recording. The recorder notes when a request began, all
 * others when it had failed.
 */
export function recordedTime(
  recording: Pick<Recording, 'at' | 'latencyMs' | 'source'> | null | undefined,
): number | null {
  if (!recording) return null;
  const at = Date.parse(recording.at);
  return recording.source === 'recorder' ? at : at - Math.round(recording.latencyMs);
}
