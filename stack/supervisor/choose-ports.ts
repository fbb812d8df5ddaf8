import type { Settings } from '../../domain/settings.ts';
import type { Components } from '../machine.ts';
import { choosePort, type PortChoice } from '../ports.ts';

/** Ports of the embedded servers; those that are free. Where an address is given no port is needed. */
export interface Ports {
  app: number;
  /** The delivery's own pages, and the demonstration behind its router; null for a stack without it. */
  demonstration: { delivery: number; service: number } | null;
  postgres: number;
  redis: number;
  temporal: number;
  temporalUi: number;
}

const PREFERRED = { postgres: 5432, redis: 6379, temporal: 7233, temporalUi: 8233 };
/** Beside a user's own services the usual ports stay free for the servers of these services. */
const ASIDE = 10_000;

/**
 * Chooses all ports, and reports where a usual one is taken.
 * @returns the ports, and what releases them
 */
export async function choosePorts(options: {
  settings: Readonly<Settings>;
  components: Components;
  reservations: string;
  /** Whether the demonstration runs; without it the servers take ports aside of the usual ones. */
  demonstration: boolean;
  /** The app's port of the last start, where services know the app by it; null: that of the settings. */
  keptPort: number | null;
  say(line: string): void;
}): Promise<{ ports: Ports; release(): void }> {
  const { settings, components, reservations, demonstration, say } = options;
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
  const aside = demonstration ? 0 : ASIDE;
  const ports: Ports = {
    app: await choose('the app', options.keptPort ?? settings.PORT, settings.HOST),
    demonstration: demonstration
      ? {
          delivery: await choose('the delivery', settings.PORT + 1),
          service: await choose('the demonstration', settings.PORT + 2),
        }
      : null,
    postgres: await unless(postgres.address, 'PostgreSQL', PREFERRED.postgres + aside),
    redis: await unless(redis.address, 'Redis', PREFERRED.redis + aside),
    temporal: await unless(temporal.address, 'Temporal', PREFERRED.temporal + aside),
    temporalUi: await unless(temporal.address, "Temporal's Web UI", PREFERRED.temporalUi + aside),
  };
  return {
    ports,
    release: () => {
      for (const choice of held) choice.reservation.release();
    },
  };
}
