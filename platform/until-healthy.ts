import { firstWords } from '../domain/cut-words.ts';
import { pause } from './pause.ts';

/** Between two looks at a program that is not healthy yet, in milliseconds. */
const PAUSE_MS = 25;

/**
 * Looks until a program is healthy.
 * @param look returns null when it is healthy, else what it saw, such as `/up answered 500`; an error counts as its message
 * @param signal ends the wait: a deadline, the end of the program, a stop
 * @returns null once it is healthy; what was seen last when the signal fires first
 */
export async function untilHealthy(
  look: (signal: AbortSignal) => Promise<string | null>,
  signal: AbortSignal,
  pauseMs = PAUSE_MS,
): Promise<string | null> {
  let seen = 'no answer';
  while (!signal.aborted) {
    try {
      const now = await look(signal);
      if (now === null) return null;
      seen = now;
    } catch (error) {
      // A connection that the signal cut says less than what was seen before.
      if (!signal.aborted) seen = reasonOf(error);
    }
    await pause(pauseMs, signal);
  }
  return seen;
}

/** @returns null when a GET of the URL answers 200, else what it answered */
export async function lookAtUrl(url: string, signal: AbortSignal): Promise<string | null> {
  const answer = await fetch(url, { signal, headers: { connection: 'close' } });
  const text = await answer.text();
  if (answer.status === 200) return null;
  return `${new URL(url).pathname} answered ${answer.status} ${firstWords(text, 200)}`.trim();
}

function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code ?? (error instanceof Error ? error.message : String(error));
}
