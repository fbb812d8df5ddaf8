import type { Recording } from '../../domain/recording.ts';

/** Whether a service ended after its answer had gone out: what failed then could be told to nobody. */
export function hadAnswered(recording: Recording | null | undefined): boolean {
  return recording?.kind === 'crash' && recording.response !== null;
}

/** Whether a service ended after a success had gone out, which a fix keeps. */
export function hadSucceeded(recording: Recording | null | undefined): boolean {
  return hadAnswered(recording) && (recording?.response?.status ?? 500) < 300;
}
