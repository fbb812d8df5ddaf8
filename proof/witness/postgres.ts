import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createConversation, type Sighting } from './conversation.ts';
import {
  CANCEL_REQUEST,
  createMessageReader,
  errorMessage,
  GSS_REQUEST,
  readError,
  readStartup,
  SSL_REQUEST,
} from './postgres-messages.ts';
import { createStatementReader, type Statement } from './statement.ts';

/** The most statements that are kept; a candidate that sends more is judged by these. */
const KEPT = 50_000;

export interface PostgresWitness {
  /** The folder to give as `host` in a connection URL. */
  readonly folder: string;
  /** What was seen until now, without what the server skipped. Entries change until they have ended. */
  sightings(): Sighting[];
  close(): Promise<void>;
}

export interface PostgresWitnessOptions {
  /** An existing folder for the socket; its path must be short (about 80 characters). */
  folder: string;
  /** The real server. */
  server: { host: string; port: number };
  /** The only user and database that are let through. */
  user: string;
  database: string;
}

/** A PostgreSQL relay on a Unix socket that reads what passes, and lets only one user into one database. */
export async function startPostgresWitness(options: PostgresWitnessOptions): Promise<PostgresWitness> {
  const seen: Sighting[] = [];
  const read = createStatementReader();
  const note = (sighting: Sighting) => {
    if (seen.length < KEPT) seen.push(sighting);
  };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connectTo(options.server);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      // The other side hears of it by its own socket closing.
      socket.on('error', () => other.destroySoon());
      socket.on('close', () => {
        open.delete(socket);
        other.destroySoon();
      });
    }
    relay({ client, upstream, read, note }, options);
  });
  const path = join(options.folder, '.s.PGSQL.5432');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The program inside may be another user; the folder keeps all others out.
    server.listen({ path, readableAll: true, writableAll: true }, resolve);
  });
  return {
    folder: options.folder,
    sightings: () => seen.filter(({ outcome }) => outcome !== 'skipped'),
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Where a connection URL leads: a host, or the folder of a Unix socket. */
export function connectTo({ host, port }: { host: string; port: number }): Socket {
  return host.startsWith('/') ? connect(join(host, `.s.PGSQL.${port}`)) : connect({ host, port });
}

/** One client's connection to the server. */
interface Connection {
  client: Socket;
  upstream: Socket;
  read(text: string): Statement;
  note(sighting: Sighting): void;
}

function relay(
  { client, upstream, read, note }: Connection,
  { user, database }: PostgresWitnessOptions,
): void {
  const conversation = createConversation(note, read);
  const fromClient = createMessageReader(true);
  const fromServer = createMessageReader(false);
  let started = false;
  let ready = false;

  const refuse = (sqlstate: string, message: string) => {
    client.end(errorMessage(sqlstate, message));
    upstream.destroy();
  };
  const begin = (body: Buffer, raw: Buffer) => {
    const { code, parameters } = readStartup(body);
    // Bytes are read here, so the relay does not offer encryption.
    if (code === SSL_REQUEST || code === GSS_REQUEST) return void client.write('N');
    if (code === CANCEL_REQUEST) return void upstream.end(raw);
    if (parameters.user !== user || (parameters.database ?? parameters.user) !== database) {
      return refuse('28000', 'This sandbox may use its own scratch database only.');
    }
    started = true;
    fromClient.typed();
    upstream.write(raw);
  };

  client.on('data', (chunk: Buffer) => {
    try {
      let messages = fromClient.push(chunk);
      // The reader stops after each untyped message; an empty push makes it continue.
      while (messages.length > 0) {
        for (const message of messages) {
          if (!started) {
            begin(message.body, message.raw);
            continue;
          }
          conversation.asked(message);
          if (!upstream.write(message.raw)) client.pause();
        }
        messages = client.destroyed ? [] : fromClient.push(Buffer.alloc(0));
      }
    } catch {
      client.destroy();
    }
  });
  upstream.on('drain', () => client.resume());
  upstream.on('data', (chunk: Buffer) => {
    try {
      for (const message of fromServer.push(chunk)) {
        if (message.type === 'Z') ready = true;
        // Refused at the start, such as for too many connections.
        if (message.type === 'E' && !ready) {
          const now = performance.now();
          const error = readError(message.body);
          const sent = { text: '', statement: read(''), parameters: [] };
          note({ ...sent, startedAt: now, endedAt: now, outcome: 'failed', error });
        }
        conversation.answered(message);
      }
    } catch {
      // What cannot be read is not let through unseen.
      return void upstream.destroy();
    }
    if (!client.write(chunk)) upstream.pause();
  });
  client.on('drain', () => upstream.resume());
}
