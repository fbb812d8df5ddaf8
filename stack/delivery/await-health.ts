import { SutureError } from '../../domain/errors.ts';
import { createDeadline } from '../../platform/deadline.ts';

export interface HealthQuestion {
  /** `http://127.0.0.1:<port>` of the release. */
  baseUrl: string;
  healthPath: string;
  buildPath: string;
  sha: string;
  deadlineMs: number;
  signal: AbortSignal;
}

const PAUSE_MS = 25;

/**
 * Waits until a release answers 200 on its health path and names its own commit on its build path.
 * @throws SutureError `release_unhealthy` with the last thing it said
 */
export async function awaitHealth(question: HealthQuestion): Promise<void> {
  const { deadlineMs, signal } = question;
  const deadline = createDeadline(deadlineMs, signal);
  const said = await askUntilUp(question, deadline.signal).finally(deadline.clear);
  if (said === null) return;
  throw new SutureError(
    'release_unhealthy',
    signal.aborted
      ? 'The start was given up.'
      : `The release was not up within ${deadlineMs / 1000} s; the last that it said: ${said}.`,
  );
}

/** Null once it is up; else, when the limit is reached, the last thing it said. */
async function askUntilUp(question: HealthQuestion, limit: AbortSignal): Promise<string | null> {
  const { baseUrl, healthPath, buildPath, sha } = question;
  let said = 'nothing';
  while (!limit.aborted) {
    try {
      const health = await fetch(baseUrl + healthPath, { signal: limit, headers: { connection: 'close' } });
      const text = await health.text();
      // Health that is good says less than what the build path answered a moment ago.
      if (health.status !== 200 || said === 'nothing') {
        said = `${healthPath} answered ${health.status} ${text.slice(0, 200)}`.trim();
      }
      if (health.status === 200) {
        const build = await fetch(baseUrl + buildPath, { signal: limit, headers: { connection: 'close' } });
        const answer = await build.text();
        said = `${buildPath} answered ${build.status} ${answer.slice(0, 200)}`.trim();
        if (build.ok && namesCommit(answer, sha)) return null;
      }
    } catch (error) {
      if (said === 'nothing' && !limit.aborted) said = reasonOf(error);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return said;
}

function namesCommit(text: string, sha: string): boolean {
  try {
    return (JSON.parse(text) as { build_sha?: unknown }).build_sha === sha;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code ?? (error as Error).message;
}
