import type { Settings } from '../../domain/settings.ts';
import type { Components } from '../machine.ts';
import { choosePort, type PortChoice } from '../ports.ts';

/** Ports of the embedded servers; those that are free. Where we are given an address we need no port. */
export interface Ports {
  service: number;
  delivery: number;
  postgres: number;
  redis: number;
  temporal: number;
  temporalUi: number;
  upstreams: number[];
}

const PREFERRED = { postgres: 5432, redis: 6379, temporal: 7233, temporalUi: 8233, upstream: 5001 };

/**
 * Chooses all ports, and says so where a usual one is taken.
 * @returns the ports, and what gives them back
 */
export async function choosePorts(options: {
  settings: Readonly<Settings>;
  components: Components;
  upstreams: number;
  reservations: string;
  say(line: string): void;
}): Promise<{ ports: Ports; release(): void }> {
  const { settings, components, reservations, say } = options;
  const held: PortChoice[] = [];
  const choose = async (what: string, preferred: number, host = '127.0.0.1') => {
    const choice = await choosePort(preferred, host, reservations);
    held.push(choice);
    if (choice.port !== preferred) say(`Port ${preferred} is taken; ${what} uses ${choice.port}`);
    return choice.port;
  };
  const unless = (given: string | null, what: string, preferred: number) =>
    given === null ? choose(what, preferred) : preferred;
  const { postgres, redis, temporal } = components;
  const service = await choose('the app', settings.PORT, settings.HOST);
  const ports: Ports = {
    service,
    delivery: await choose('the delivery', settings.PORT + 1),
    postgres: await unless(postgres.address, 'PostgreSQL', PREFERRED.postgres),
    redis: await unless(redis.address, 'Redis', PREFERRED.redis),
    temporal: await unless(temporal.address, 'Temporal', PREFERRED.temporal),
    temporalUi: await unless(temporal.address, "Temporal's Web UI", PREFERRED.temporalUi),
    upstreams: [],
  };
  for (let index = 0; index < options.upstreams; index += 1) {
    ports.upstreams.push(await choose('an upstream', PREFERRED.upstream + index));
  }
  return {
    ports,
    release: () => {
      for (const choice of held) choice.reservation.release();
    },
  };
}
