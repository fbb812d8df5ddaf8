import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import type { SandboxTask } from './sandbox/task.ts';
import type { Tools } from './tools.ts';
import { type Destinations, openRelay, type Relay } from './witness/relay.ts';

/** The way out of one sandbox: a relay, and the files by which a program finds it. */
export interface WayOut {
  relay: Relay;
  /** Names that programs other than Node's look up. */
  hosts: string;
  /** Where the programs of a sandbox without a network of its own note their ports; null in others. */
  ports: string | null;
}

/**
 * Opens the way out for the programs of a stage.
 * @param folder of the stage's sockets, readable inside
 * @param index tells the ways of one stage apart
 */
export async function openWayOut(
  { authority, sandbox }: Tools,
  { folder, index }: { folder: string; index: number },
  definition: CompleteDefinition,
  destinations: Destinations,
): Promise<WayOut> {
  const hosts = join(folder, 'hosts');
  const [relay] = await Promise.all([
    openRelay({ socket: join(folder, `${index}.out`), authority, destinations }),
    writeFile(join(folder, 'ca.pem'), authority.certificate),
    writeFile(hosts, hostsFile(definition)),
  ]);
  return { relay, hosts, ports: sandbox.name === 'bubblewrap' ? null : join(folder, `${index}.ports`) };
}

/** What a task needs so that the connections of its Node programs leave by this way. */
export function ledOut(
  { launcher }: Tools,
  { relay, hosts, ports }: WayOut,
): Pick<SandboxTask, 'hosts'> & {
  preload: string[];
  readable: string[];
  environment: Record<string, string>;
} {
  const folder = join(dirname(launcher), 'preload');
  return {
    hosts,
    preload: [join(folder, 'way-out.cjs')],
    readable: [folder],
    environment: { NODE_DIAL_SOCKET: relay.socket, ...(ports ? { NODE_DIAL_PORTS: ports } : {}) },
  };
}

/** True for a command that Node runs: all its connections are led, so nothing has to listen inside. */
export function isNode([program]: string[]): boolean {
  return program === 'node' || program === process.execPath;
}

/** The names that the definition knows lead to the sandbox itself, where the launcher listens on the usual ports. */
function hostsFile({ environment, upstreams }: CompleteDefinition): string {
  const names = new Set([
    'db',
    'postgres',
    'redis',
    ...upstreams.flatMap(({ hosts }) => hosts.map(withoutPort)),
  ]);
  for (const [variable, value] of Object.entries(environment)) {
    if (typeof value !== 'string') continue;
    const host = /HOST/i.test(variable)
      ? value
      : (/^[a-z][\w+.-]*:\/\/(?:[^@/]*@)?([^:/?]+)/i.exec(value)?.[1] ?? '');
    if (HOST_NAME.test(host)) names.add(host);
  }
  names.delete('localhost');
  return ['127.0.0.1 localhost', '::1 localhost', ...[...names].map((name) => `127.0.0.1 ${name}`), ''].join(
    '\n',
  );
}

const HOST_NAME = /^[a-z0-9_](?:[\w.-]*[a-z0-9_])?$/i;

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}
