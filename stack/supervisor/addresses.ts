import type { Settings } from '../../domain/settings.ts';
import type { Environment } from '../../platform/find-program.ts';
import type { Secrets, StateFolder } from '../state.ts';
import type { Ports } from './choose-ports.ts';

/** Where everything answers. */
export interface Addresses {
  service: string;
  delivery: string;
  /** With its password. */
  database: string;
  redis: string;
  temporal: string;
  temporalUi: string | undefined;
  /** The bare repository on disk. */
  origin: string;
  /** By the variable that tells the service. */
  upstreams: Record<string, string>;
}

/** The app and the delivery's own pages, as a program on this machine reaches them. */
export function ownAddresses(
  settings: Readonly<Settings>,
  ports: Ports,
): Pick<Addresses, 'service' | 'delivery'> {
  const loopback = ['0.0.0.0', '::', 'localhost'].includes(settings.HOST);
  return {
    service: `http://${loopback ? '127.0.0.1' : settings.HOST}:${ports.service}`,
    delivery: `http://127.0.0.1:${ports.delivery}`,
  };
}

/** What our own programs are told. */
export function programEnvironment(options: {
  environment: Environment;
  settings: Readonly<Settings>;
  secrets: Secrets;
  state: StateFolder;
  addresses: Addresses;
  ports: Ports;
}): Environment {
  const { environment, settings, secrets, state, addresses, ports } = options;
  return {
    ...environment,
    ...addresses.upstreams,
    STATE_DIR: state.root,
    PORT: String(ports.service),
    DATABASE_URL: addresses.database,
    REDIS_URL: addresses.redis,
    TEMPORAL_ADDRESS: addresses.temporal,
    TEMPORAL_UI_URL: addresses.temporalUi,
    CALLBACK_SECRET: settings.CALLBACK_SECRET ?? secrets.callbackSecret,
    ORIGIN_REPOSITORY: addresses.origin,
    SERVICE_URL: settings.SERVICE_URL ?? addresses.service,
    DELIVERY_URL: addresses.delivery,
  };
}

/** The addresses for people, without passwords. */
export function listAddresses(addresses: Addresses, state: StateFolder): Record<string, string> {
  const { service, temporalUi, delivery, origin, database, redis, temporal, upstreams } = addresses;
  return {
    app: service,
    dashboard: `${service}/developer/incidents`,
    ...(temporalUi ? { temporal_ui: temporalUi } : {}),
    delivery,
    origin,
    logs: state.logs,
    postgres: withoutPassword(database),
    redis: withoutPassword(redis),
    temporal,
    ...Object.fromEntries(Object.entries(upstreams).map(([name, url]) => [name.toLowerCase(), url])),
  };
}

/** A URL as it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, '@');
}
