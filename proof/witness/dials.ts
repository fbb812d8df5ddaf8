import type { Protocol } from './first-bytes.ts';

/** A host that a program dialled. */
export interface Dial {
  host: string;
  port: number;
  protocol: Protocol;
  encrypted: boolean;
}

export interface UnansweredDial extends Dial {
  count: number;
}

/** What a program dialled, and what of it nothing stands in for. */
export interface Dials {
  /** Each host and port once, as `host:port`. */
  dialled(): string[];
  /** What was dialled and is not kept; null while all is. */
  overrun(): string | null;
  /** The dials that were refused, each with how often. */
  unanswered(): UnansweredDial[];
}

/** Distinct hosts and ports that are kept. */
const MOST = 200;
/** Dials that one sentence names. */
const NAMED = 3;

export function createDials(): Dials & { note(dial: Dial, answered: boolean): void } {
  const dialled = new Set<string>();
  const refused = new Map<string, UnansweredDial>();
  let lost: string | null = null;
  return {
    dialled: () => [...dialled],
    overrun: () => lost,
    unanswered: () => [...refused.values()],
    note(dial, answered) {
      const to = `${dial.host}:${dial.port}`;
      if (dialled.size < MOST) dialled.add(to);
      else if (!dialled.has(to)) lost ??= `more than ${MOST} hosts`;
      if (answered) return;
      const key = JSON.stringify(dial);
      const known = refused.get(key);
      if (known) known.count += 1;
      else if (refused.size < MOST) refused.set(key, { ...dial, count: 1 });
    },
  };
}

/** Appends to a sentence what was asked for and is not there. */
export function withUnanswered(message: string, unanswered: readonly Dial[]): string {
  const named = unanswered.slice(0, NAMED).map((dial) => describeUnanswered(dial));
  return [message, ...named].filter(Boolean).join('; ');
}

/** Protocols whose servers speak first, by their usual port. */
const SPEAKS_FIRST: Record<number, string> = {
  21: 'FTP',
  25: 'SMTP',
  465: 'SMTP',
  587: 'SMTP',
  1025: 'SMTP',
  2525: 'SMTP',
  3306: 'MySQL',
};
const BY_PORT: Record<number, string> = {
  1433: 'SQL Server',
  4222: 'NATS',
  9092: 'Kafka',
  11211: 'memcached',
  27017: 'MongoDB',
};

/** What a person reads of a dial that nothing stands in for, and what to write. */
export function describeUnanswered({ host, port, protocol, encrypted }: Dial): string {
  const asked = `the service asked ${host}:${port}`;
  switch (protocol) {
    case 'HTTP':
      return `${asked} by ${encrypted ? 'HTTPS' : 'HTTP'}, and nothing stands in for it: add an upstream with hosts: [${JSON.stringify(hostOf(host, port, encrypted))}] to suture.yaml`;
    case 'PostgreSQL':
      return `${asked} for PostgreSQL, and no database is defined: add "database: {kind: postgres}" to suture.yaml`;
    case 'Redis':
      return `${asked} for Redis, and there is none: add "redis: {}" to suture.yaml, and install redis-server or valkey-server where Suture runs`;
    case 'HTTP/2':
      return `${asked} by HTTP/2 without asking for HTTP/1.1 first, which no stand-in speaks`;
    case 'silent':
      return `${asked}${speaks(SPEAKS_FIRST[port])}, and nothing stands in for it: let the service start without it in the sandbox`;
    default: {
      const name = BY_PORT[port] ?? (protocol === 'AMQP' ? protocol : undefined);
      return `${asked}${speaks(name)}, and nothing stands in for it: let the service start without it in the sandbox`;
    }
  }
}

function speaks(name: string | undefined): string {
  return name ? ` for ${name}` : ' in a protocol that the sandbox does not know';
}

/** Without the port where it is the usual one. */
function hostOf(host: string, port: number, encrypted: boolean): string {
  return port === (encrypted ? 443 : 80) ? host : `${host}:${port}`;
}
