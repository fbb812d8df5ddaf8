import { connect } from 'node:net';
import pg from 'pg';
import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import type { Neighbour } from './blame.ts';

/** How long a server may take to answer, in milliseconds. */
const PATIENCE_MS = 2_000;
const PORTS: Record<string, number> = {
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
  rediss: 6379,
  http: 80,
  https: 443,
};

/** The servers that a release is given: its database, caches, and upstreams with an address. */
export function neighboursOf(
  { database, upstreams }: Pick<CompleteDefinition, 'database' | 'upstreams'>,
  offered: Record<string, string>,
): Neighbour[] {
  const used = new Set([database?.variable, ...upstreams.map(({ variable }) => variable)]);
  return Object.entries(offered).flatMap(([name, value]) => {
    if (!URL.canParse(value)) return [];
    const url = new URL(value);
    const kind = url.protocol.slice(0, -1);
    if (!(used.has(name) || kind.startsWith('redis')) || !Object.hasOwn(PORTS, kind)) return [];
    const port = Number(url.port || PORTS[kind]);
    return [{ name: `${name} (${url.hostname}:${port})`, host: url.hostname, port, kind, url: value }];
  });
}

/** The first server that does not answer, in a sentence; null when all do. */
export async function whoIsAway(neighbours: Neighbour[]): Promise<string | null> {
  const looks = await Promise.all(neighbours.map(async (one) => ((await answers(one)) ? null : one.name)));
  const away = looks.find((name) => name !== null);
  return away === undefined ? null : `${away} does not answer.`;
}

function answers(neighbour: Neighbour): Promise<boolean> {
  return neighbour.kind.startsWith('postgres') ? databaseAnswers(neighbour.url) : takesConnections(neighbour);
}

/** A database that rejects a password answers; one that starts or stops does not. */
async function databaseAnswers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: PATIENCE_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    return /^[0-9A-Z]{5}$/.test(code) && !/^(57P0[123]|53[123]00)$/.test(code);
  } finally {
    await client.end().catch(() => {});
  }
}

function takesConnections({ host, port }: Neighbour): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    const end = (answered: boolean) => () => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', end(true)).once('timeout', end(false)).once('error', end(false));
  });
}
