import type { Settings } from '../../domain/settings.ts';
import type { Components } from '../machine.ts';
import { choosePort, type PortChoice } from '../ports.ts';

/** Ports of the embedded servers; those that are free. Where an address is given no port is needed. */
export interface Ports {
  app: number;
  /** The delivery's own pages. */
  delivery: number;
  /** The demonstration, behind the delivery's router. */
  service: number;
  postgres: number;
  redis: number;
  temporal: number;
  temporalUi: number;
}

const PREFERRED = { postgres: 5432, redis: 6379, temporal: 7233, temporalUi: 8233 };

/**
 * Chooses all ports, and reports where a usual one is taken.
 * @returns the ports, and what releases them
 */
export async function choosePorts(options: {
  settings: Readonly<Settings>;
  components: Components;
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
  const ports: Ports = {
    app: await choose('the app', settings.PORT, settings.HOST),
    delivery: await choose('the delivery', settings.PORT + 1),
    service: await choose('the demonstration', settings.PORT + 2),
    postgres: await unless(postgres.address, 'PostgreSQL', PREFERRED.postgres),
    redis: await unless(redis.address, 'Redis', PREFERRED.redis),
    temporal: await unless(temporal.address, 'Temporal', PREFERRED.temporal),
    temporalUi: await unless(temporal.address, "Temporal's Web UI", PREFERRED.temporalUi),
  };
  return {
    ports,
    release: () => {
      for (const choice of held) choice.reservation.release();
    },
  };
}
