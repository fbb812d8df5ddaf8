import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createConversation } from './conversation.ts';
import {
  CANCEL_REQUEST,
  createMessageReader,
  errorMessage,
  GSS_REQUEST,
  type PgMessage,
  readError,
  readStartup,
  SSL_REQUEST,
  startupBody,
  startupMessage,
} from './postgres-messages.ts';
import { createOutage, type Outage } from './postgres-outage.ts';
import { answerWithPassword } from './scram.ts';
import type { Sighting } from './sighting.ts';
import { createSightingLog, type SightingLog } from './sighting-log.ts';
import { createStatementReader, type Statement } from './statement.ts';

/** The messages of a server of which more is read than their type: errors, the names of columns, and rows. */
const READ_OF_SERVER = 'ETD';
/** The messages of a client that are read: not the data of COPY, nor passwords. */
const READ_OF_CLIENT = 'QPBEC';

/** Connections at one time; the server allows the scratch role fewer. */
const MOST_OPEN = 500;

export interface PostgresWitness {
  /** The folder to give as `host` in a connection URL. */
  readonly folder: string;
  /** What was seen until now, without what the server skipped. Entries change until they have ended. */
  sightings(): Sighting[];
  /** Why what was seen is not all, such as `more than 20000 statements`; null while it is. Then nothing more is let through. */
  overrun(): string | null;
  /** While true, no statement is let through: each is answered with an error. */
  refuse(all: boolean): void;
  /** Lets each statement that inserts wait until this settles, so that requests at the same time meet; null: none waits. */
  holdInserts(wait: (() => Promise<unknown>) | null): void;
  /** How often the same statement was refused, at most. */
  refused(): number;
  /** Serves a further connection, whose start-up message is still to come: any user and database mean the scratch one. */
  serve(client: Socket): void;
  close(): Promise<void>;
}

export interface PostgresWitnessOptions {
  /** An existing folder for the socket; its path must be short (about 80 characters). */
  folder: string;
  /** The real server. */
  server: { host: string; port: number };
  /** The only user and database that are let through. */
  user: string;
  password: string;
  database: string;
}

/** A PostgreSQL relay on a Unix socket that reads what passes, and lets only one user into one database. */
export async function startPostgresWitness(options: PostgresWitnessOptions): Promise<PostgresWitness> {
  const log = createSightingLog();
  const read = createStatementReader();
  const open = new Set<Socket>();
  const outage = createOutage();
  const hold: Connection['hold'] = { wait: null };
  const accept = (client: Socket, anyLogin: boolean) => {
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
    relay({ client, upstream, read, log, outage, hold, anyLogin }, options);
  };
  const server = createServer((client) => accept(client, false));
  server.maxConnections = MOST_OPEN;
  const path = join(options.folder, '.s.PGSQL.5432');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The program inside may be another user; the folder keeps all others out.
    server.listen({ path, readableAll: true, writableAll: true }, resolve);
  });
  return {
    folder: options.folder,
    sightings: () => log.list().filter(({ outcome }) => outcome !== 'skipped'),
    overrun: log.overrun,
    refuse: outage.set,
    holdInserts(wait) {
      hold.wait = wait;
    },
    refused: outage.most,
    serve: (client) => accept(client, true),
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
  log: SightingLog;
  outage: Outage;
  /** What statements that insert wait for. */
  hold: { wait: (() => Promise<unknown>) | null };
  /** The client may name any user and database, and is not asked for a password. */
  anyLogin: boolean;
}

function relay(
  { client, upstream, read, log, outage, hold, anyLogin }: Connection,
  { user, password, database }: PostgresWitnessOptions,
): void {
  const conversation = createConversation(log, read);
  const fromClient = createMessageReader({ untyped: true, wanted: READ_OF_CLIENT });
  const fromServer = createMessageReader({ wanted: READ_OF_SERVER });
  let started = false;
  let ready = false;
  /** What came of the server while it asks for the password. */
  let asking: Buffer | null = null;
  const answers = answerWithPassword(user, password);

  const refuse = (sqlstate: string, message: string) => {
    client.end(errorMessage(sqlstate, message));
    upstream.destroy();
  };
  /** The first messages, of which each is answered before the next is read. */
  const start = ({ body }: PgMessage) => {
    const { code, parameters } = readStartup(body);
    // Bytes are read here, so the relay does not offer encryption.
    if (code === SSL_REQUEST || code === GSS_REQUEST) return void client.write('N');
    if (code === CANCEL_REQUEST) return void upstream.end(startupMessage(body));
    if (anyLogin) {
      started = true;
      fromClient.typed();
      asking = EMPTY;
      // A driver that does not know of sockets passes the folder in the URL on, as a setting of the server.
      const { host, ...settings } = parameters;
      return void upstream.write(startupMessage(startupBody({ ...settings, user, database })));
    }
    if (parameters.user !== user || (parameters.database ?? parameters.user) !== database) {
      return refuse('28000', 'This role may use its own database only.');
    }
    started = true;
    fromClient.typed();
    upstream.write(startupMessage(body));
  };
  /** What is read passes on as it came, with the other side's pace. */
  const ask = (chunk: Buffer, messages: PgMessage[]) => {
    if (hold.wait === null || !messages.some(isInsert)) return pass(chunk, messages);
    // What was read is passed on late, and nothing before it.
    client.pause();
    const held = Buffer.from(chunk);
    hold.wait().then(() => {
      if (client.destroyed) return;
      pass(held, messages);
      if (!upstream.writableNeedDrain) client.resume();
    });
  };
  const pass = (chunk: Buffer, messages: PgMessage[]) => {
    // Who connects meanwhile is let in, and refused afterwards.
    if (outage.isOn() && ready) {
      for (const message of messages) client.write(outage.answer(message));
      if (messages.some(({ type }) => type === 'X')) client.end();
      return;
    }
    for (const message of messages) conversation.asked(message);
    if (log.overrun()) return refuse('54000', 'Too many or too long statements.');
    if (chunk.length > 0 && !upstream.write(chunk)) client.pause();
  };

  client.on('data', (chunk: Buffer) => {
    try {
      if (started) return ask(chunk, fromClient.push(chunk));
      // The reader stops after each untyped message; an empty push makes it continue.
      for (let [message] = fromClient.push(chunk); message; [message] = fromClient.push(EMPTY)) {
        start(message);
        if (client.writableEnded || upstream.writableEnded) return;
        if (started) return ask(fromClient.unread(), fromClient.push(EMPTY));
      }
    } catch {
      client.destroy();
    }
  });
  upstream.on('drain', () => client.resume());
  /** Answers for the client until it is let in; returns what is meant for it. */
  const letIn = (chunk: Buffer): Buffer => {
    let rest = Buffer.concat([asking ?? EMPTY, chunk]);
    while (rest.length >= 9 && rest.length > rest.readInt32BE(1)) {
      const end = 1 + rest.readInt32BE(1);
      const isRequest = rest[0] === AUTHENTICATION && rest.readInt32BE(5) !== 0;
      const answer = isRequest ? answers.answer(rest.subarray(5, end)) : undefined;
      if (answer === undefined) {
        asking = null;
        return rest;
      }
      if (answer) upstream.write(answer);
      rest = rest.subarray(end);
    }
    asking = rest;
    return EMPTY;
  };
  upstream.on('data', (data: Buffer) => {
    const chunk = asking ? letIn(data) : data;
    if (chunk.length === 0) return;
    try {
      for (const message of fromServer.push(chunk)) {
        if (message.type === 'Z') ready = true;
        // Refused at the start, such as for too many connections.
        if (message.type === 'E' && !ready) {
          const now = performance.now();
          const error = readError(message.body);
          const sent = { statement: read(''), parameters: [] };
          log.note({ ...sent, startedAt: now, endedAt: now, outcome: 'failed', error, rows: [] });
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

/** A statement that inserts, as it is sent or prepared. */
function isInsert({ type, body }: PgMessage): boolean {
  return (type === 'Q' || type === 'P') && /(?:^|\0)\s*insert\s/i.test(body.toString('latin1', 0, 200));
}

const EMPTY = Buffer.alloc(0);
/** The type of the messages by which a server asks who the client is. */
const AUTHENTICATION = 'R'.charCodeAt(0);
