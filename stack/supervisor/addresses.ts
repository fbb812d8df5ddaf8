import type { Settings } from '../../domain/settings.ts';
import type { StateFolder } from '../state.ts';
import type { Ports } from './choose-ports.ts';

/** Where everything answers. */
export interface Addresses {
  app: string;
  /** Suture's database, with its password. */
  database: string;
  redis: string;
  temporal: string;
  temporalUi: string | undefined;
  /** Null: the stack runs without it. */
  demonstration: DemonstrationAddresses | null;
}

export interface DemonstrationAddresses {
  /** The delivery's own pages. */
  delivery: string;
  service: string;
  /** Its database, with its password. */
  database: string;
  /** Its bare repository on disk. */
  origin: string;
}

/** Where people and other programs on this machine find the app. */
export function appAddress({ HOST }: Readonly<Settings>, { app }: Pick<Ports, 'app'>): string {
  const host = ['0.0.0.0', '::', 'localhost'].includes(HOST) ? '127.0.0.1' : HOST;
  return `http://${host}:${app}`;
}

/** The addresses for people, without passwords. */
export function listAddresses(addresses: Addresses, state: StateFolder): Record<string, string> {
  const { app, temporalUi, demonstration, database, redis, temporal } = addresses;
  return {
    app,
    dashboard: `${app}/developer/incidents`,
    ...(demonstration && { service: demonstration.service }),
    ...(temporalUi ? { temporal_ui: temporalUi } : {}),
    ...(demonstration && { delivery: demonstration.delivery, origin: demonstration.origin }),
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
