import type { Destination } from './dsn.ts';
import type { Recording } from './recording.ts';

/**
 * Why a recording was not taken. `away`: Suture cannot be reached or is busy, and no other recording would be taken
 * now. `refused`: this recording is never taken. `failed`: this one was not taken; another may be.
 */
export type Obstacle = 'away' | 'refused' | 'failed';

export class NotSent extends Error {
  readonly obstacle: Obstacle;

  constructor(obstacle: Obstacle, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'NotSent';
    this.obstacle = obstacle;
  }
}

/** Gateways answer 502 and 504 while Suture restarts; 408 and 429 ask for a later try. */
const AWAY = [408, 429, 502, 503, 504];

/**
 * Sends one recording.
 * @returns the incident's id; null where Suture counts it as a failure that no fault declares
 * @throws NotSent
 */
export async function send(
  { url, key }: Destination,
  recording: Recording,
  signal: AbortSignal,
): Promise<string | null> {
  const { status, body } = await exchange(url, key, recording, signal);
  if (status === 200 || status === 201) {
    const id = incidentIdIn(body);
    if (id !== undefined) return id;
    throw new NotSent('failed', `${url} answered ${status} without an incident_id. Check SUTURE_DSN.`);
  }
  const text = `${url} answered ${status}: ${body.slice(0, 300)}`;
  if (AWAY.includes(status)) throw new NotSent('away', text);
  throw new NotSent(status >= 400 && status < 500 ? 'refused' : 'failed', text);
}

async function exchange(url: string, key: string, recording: Recording, signal: AbortSignal) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...recording.trace, 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(recording),
      redirect: 'manual',
      signal,
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    throw new NotSent('away', `${url} cannot be reached`, error);
  }
}

/** Undefined: the body is not an answer of Suture. */
function incidentIdIn(body: string): string | null | undefined {
  try {
    const { incident_id } = JSON.parse(body) as { incident_id?: unknown };
    return typeof incident_id === 'string' || incident_id === null ? incident_id : undefined;
  } catch {
    return undefined;
  }
}
