import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { timeLimit } from '../../platform/deadline.ts';
import { pause } from '../../platform/pause.ts';
import { general } from '../seen/general.ts';
import { createCommandReader, writeCommand } from './redis-commands.ts';

/** A Redis of one proof, empty at first, and what was asked of it. */
export interface RedisWitness {
  /** Serves a connection; the first one starts the server. */
  serve(client: Socket): void;
  /** Does these commands before the program asks anything; starts the server. */
  fill(commands: string[][]): Promise<void>;
  /** The distinct commands, each with its key: `SET session:1`; of those that differ by numbers alone the first. */
  commands(): string[];
  /** The commands since a moment of `performance.now()`, each with its first key, the newest 2,000 at most. */
  asked(since: number): string[];
  /** What was asked and is not kept; null while all is. Past it the connections end. */
  overrun(): string | null;
  close(): Promise<void>;
}

/** How long the server may take to start, in milliseconds. */
const START_MS = 10_000;
const RETRY_MS = 5;
/** Distinct commands that are kept, those that differ by numbers alone once. */
const MOST = 2_000;

/** What no service needs and that reaches beyond the data: files, other servers, the server's own settings. */
const RULES =
  'user default on nopass ~* &* +@all -@dangerous +info +keys +flushdb +flushall +sort +restore +swapdb +role +client +config|get';

/**
 * @param options.program `redis-server` or `valkey-server`
 * @param options.folder for its socket; created with the server
 */
export function createRedisWitness(options: { program: string; folder: string }): RedisWitness {
  const commands = new Map<string, string>();
  const newest: { at: number; command: string }[] = [];
  let lost: string | null = null;
  const open = new Set<Socket>();
  const stopping = new AbortController();
  let starting: Promise<string> | undefined;
  let ended: Promise<unknown> = Promise.resolve();

  function note(command: string): void {
    newest.push({ at: performance.now(), command });
    if (newest.length > MOST) newest.shift();
    const key = general(command);
    if (commands.has(key)) return;
    if (commands.size < MOST) commands.set(key, command);
    else lost ??= `more than ${MOST} different commands`;
  }

  async function start(): Promise<string> {
    const { program, folder } = options;
    const socket = join(folder, 'r');
    const lines = ['port 0', `unixsocket ${socket}`, 'save ""', 'appendonly no', 'maxmemory 128mb', RULES];
    await mkdir(folder, { mode: 0o700 });
    await writeFile(join(folder, 'c'), `${lines.join('\n')}\n`);
    const child = spawn(program, [join(folder, 'c')], { cwd: folder, stdio: 'ignore', env: {} });
    ended = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
    stopping.signal.addEventListener('abort', () => child.kill('SIGKILL'));
    if (stopping.signal.aborted) child.kill('SIGKILL');
    const until = AbortSignal.any([timeLimit(START_MS), stopping.signal]);
    while (!until.aborted) {
      if (await answers(socket)) return socket;
      await pause(RETRY_MS, until);
    }
    throw new Error('the scratch Redis does not start');
  }

  async function lead(client: Socket): Promise<void> {
    starting ??= start();
    const server = connect({ path: await starting });
    const reader = createCommandReader();
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroySoon();
      });
    }
    client.on('data', (chunk: Buffer) => {
      try {
        for (const words of reader.push(chunk)) {
          note(`${words[0]} ${words[1] ?? ''}`.slice(0, 100).trim());
          // What nobody follows does not reach the data.
          if (lost) return client.destroy();
          if (!server.write(writeCommand(words))) client.pause();
        }
      } catch {
        client.destroy();
      }
    });
    server.on('drain', () => client.resume());
    server.pipe(client);
    client.resume();
  }

  return {
    serve(client) {
      lead(client).catch(() => client.destroy());
    },
    async fill(wanted) {
      if (wanted.length === 0) return;
      starting ??= start();
      const socket = connect({ path: await starting });
      let answer = '';
      const done = new Promise<void>((resolve, reject) => {
        socket.on('error', reject);
        socket.on('close', () => reject(new Error('the scratch Redis ended')));
        socket.on('data', (chunk: Buffer) => {
          answer = (answer + chunk.toString('latin1')).slice(-20);
          if (answer.includes('+PONG')) resolve();
        });
      });
      const latin1 = (text: string) => Buffer.from(text).toString('latin1');
      for (const words of [...wanted, ['PING']]) socket.write(writeCommand(words.map(latin1)));
      await done.finally(() => socket.destroy());
    },
    commands: () => [...commands.values()],
    asked: (since) => newest.filter(({ at }) => at >= since).map(({ command }) => command),
    overrun: () => lost,
    async close() {
      stopping.abort();
      for (const socket of open) socket.destroy();
      await starting?.catch(() => {});
      await ended;
    },
  };
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
