import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { SutureError } from '../../../domain/errors.ts';
import type { FromIntake, ToIntake } from './messages.ts';

/** Before the process is started again after its end, in milliseconds. */
const AGAIN_MS = 500;
/** Connections that wait while it starts again; more are closed, and their senders try again. */
const MOST_WAITING = 10_000;

export interface IntakeProcess {
  /** Takes a connection, paused, with what was read of it. */
  take(socket: Socket, head: Buffer): void;
  /** Where it listens on loopback; null while it starts. */
  place(): { host: string; port: number } | null;
  /** Says where the app listens. */
  tell(app: { host: string; port: number }): void;
  /** Returns once its requests are answered, after `graceMs` at the latest. */
  stop(graceMs: number): Promise<void>;
}

interface Deps {
  /** The built program. */
  program: string;
  heard(message: Extract<FromIntake, { kind: 'answered' | 'event' }>): void;
  log(line: string): void;
}

/**
 * Starts the process that takes the reports of failures, and starts it again when it ends.
 * @throws SutureError `component_failed` when its first start fails
 */
export async function startIntake({ program, heard, log }: Deps): Promise<IntakeProcess> {
  let child: ChildProcess;
  let port: number | null = null;
  let app: { host: string; port: number } | null = null;
  let stopping = false;
  let sending = false;
  let waiting: { socket: Socket; head: Buffer }[] = [];

  const send = (message: ToIntake, socket?: Socket) => {
    if (!child.connected) return void socket?.destroy();
    // Node would count it as open in the process that has it, and then its server never closes once that process has ended.
    if (socket) (socket as Socket & { server?: unknown }).server = null;
    child.send(message, socket, () => socket?.destroy());
  };

  /** One at a time: while a connection waits in Node's own queue, what arrives on it would be lost. */
  function next(): void {
    while (!sending && port !== null && waiting.length > 0) {
      const [first] = waiting.splice(0, 1);
      if (!first || first.socket.destroyed) continue;
      const more = (first.socket.read() as Buffer | null) ?? Buffer.alloc(0);
      sending = true;
      send({ kind: 'connection', head: Buffer.concat([first.head, more]).toString('base64') }, first.socket);
    }
  }

  function start(): Promise<void> {
    child = fork(program, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    return new Promise((resolve, reject) => {
      child.on('message', (message: FromIntake) => {
        if (message.kind === 'ready') {
          port = message.port;
          if (app) send({ kind: 'app', ...app });
          resolve();
        } else if (message.kind === 'taken') sending = false;
        else heard(message);
        next();
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        const first = port === null && app === null;
        port = null;
        sending = false;
        const why = `The intake ended with ${signal ?? `exit code ${code}`}.`;
        if (first) reject(new SutureError('component_failed', why));
        if (first || stopping) return;
        log(`${why} Starts it again.`);
        setTimeout(() => !stopping && start().catch((error: Error) => log(error.message)), AGAIN_MS);
      });
    });
  }

  await start();
  return {
    take(socket, head) {
      if (stopping || waiting.length >= MOST_WAITING) return void socket.destroy();
      socket.on('error', () => socket.destroy());
      waiting.push({ socket, head });
      next();
    },
    place: () => (port === null ? null : { host: '127.0.0.1', port }),
    tell(place) {
      app = place;
      send({ kind: 'app', ...place });
    },
    async stop(graceMs) {
      stopping = true;
      for (const { socket } of waiting) socket.destroy();
      waiting = [];
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      const deadline = setTimeout(() => child.kill('SIGKILL'), graceMs);
      send({ kind: 'stop', graceMs });
      await ended;
      clearTimeout(deadline);
    },
  };
}
