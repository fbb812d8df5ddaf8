import type { Settings } from '../../domain/settings.ts';
import type { StateFolder } from '../state.ts';
import type { Ports } from './choose-ports.ts';

/** Where everything answers. */
export interface Addresses {
  app: string;
  /** The delivery's own pages. */
  delivery: string;
  /** The demonstration. */
  service: string;
  /** Suture's database, with its password. */
  database: string;
  /** The demonstration's database, with its password. */
  serviceDatabase: string;
  redis: string;
  temporal: string;
  temporalUi: string | undefined;
  /** The demonstration's bare repository on disk. */
  origin: string;
}

/** The programs that people and other programs on this machine call. */
export function ownAddresses(
  { HOST }: Readonly<Settings>,
  ports: Ports,
): Pick<Addresses, 'app' | 'delivery' | 'service'> {
  const host = ['0.0.0.0', '::', 'localhost'].includes(HOST) ? '127.0.0.1' : HOST;
  return {
    app: `http://${host}:${ports.app}`,
    delivery: `http://127.0.0.1:${ports.delivery}`,
    service: `http://127.0.0.1:${ports.service}`,
  };
}

/** The addresses for people, without passwords. */
export function listAddresses(addresses: Addresses, state: StateFolder): Record<string, string> {
  const { app, temporalUi, delivery, service, origin, database, redis, temporal } = addresses;
  return {
    app,
    dashboard: `${app}/developer/incidents`,
    service,
    ...(temporalUi ? { temporal_ui: temporalUi } : {}),
    delivery,
    origin,
    logs: state.logs,
    postgres: withoutPassword(database),
    redis: withoutPassword(redis),
    temporal,
  };
}

/** A URL as it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, '@');
}
