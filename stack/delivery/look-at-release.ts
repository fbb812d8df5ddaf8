import { connect } from 'node:net';
import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import { lookAtUrl } from '../../platform/until-healthy.ts';

/**
 * Whether a release takes requests and is the build that it should be.
 * @returns null when it is, else what was seen
 */
export async function lookAtRelease(
  { health, healthGuessed, release }: Pick<CompleteDefinition, 'health' | 'healthGuessed' | 'release'>,
  port: number,
  sha: string,
  signal: AbortSignal,
): Promise<string | null> {
  const base = `http://127.0.0.1:${port}`;
  const unhealthy =
    health === null || healthGuessed ? await lookAtPort(port) : await lookAtUrl(base + health, signal);
  if (unhealthy !== null || release === null) return unhealthy;
  const answer = await fetch(base + release.path, { signal, headers: { connection: 'close' } });
  const text = await answer.text();
  if (answer.ok && fieldOf(text, release.field) === sha) return null;
  return `${release.path} answered ${answer.status} ${text.slice(0, 200)}`.trim();
}

function lookAtPort(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(null);
    });
    socket.on('error', (error) => resolve(error.message));
  });
}

function fieldOf(text: string, field: string): unknown {
  try {
    return (JSON.parse(text) as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}
