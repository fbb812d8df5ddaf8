import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { z } from 'zod';

/** A timer that was set and has neither fired nor been cleared. */
export interface LeftTimer {
  kind: string;
  ms: number;
  /** The function and file that set it. */
  place: string;
}

/** What the processes of one program did, by the report from inside. */
export interface Report {
  /** Such as `dial elsewhere:80`, `write /tmp/a`, `process sh`; each once. */
  did: string[];
  /** Of the last look. */
  left: LeftTimer[];
  /** Listeners of the process, by the name of their event, by the last look. */
  listeners: Record<string, number>;
  /** Set when the report itself cannot be trusted. */
  broken: string | null;
}

/** A signature, hexadecimal or base64, and what was signed: all of a text, or a part that is within it. */
export interface AcceptedSignature {
  of: string;
  within: boolean;
  signature: string;
}

export interface Observer {
  /** Unix socket to which the preloaded program reports. */
  readonly socket: string;
  /** Asks what is left, and waits for the answer: `silent` where no service reports, `gone` where one did and ended. */
  look(signal: AbortSignal): Promise<'seen' | 'silent' | 'gone'>;
  /** Lets pauses be over at once from now on, with clocks that agree. */
  hurry(): void;
  /** Sets the clock of a service that was started with one, in milliseconds since 1970. */
  setClock(time: number): void;
  /**
   * Lets these signatures hold for what they came with. A service that takes connections may still be at its first piece of
   * work and has reported nothing: it is waited for, up to five seconds, since a request would meet it first.
   */
  accept(signatures: readonly AcceptedSignature[]): Promise<void>;
  /** Asks the service to end as its platform would: by SIGTERM. False where it does not report. */
  askToStop(): boolean;
  report(): Report;
  close(): Promise<void>;
}

/** The code under proof runs in the process that reports, so what comes is data of a stranger. */
const Message = z.union([
  z.object({ service: z.boolean() }),
  z.object({ did: z.string().max(2_000) }),
  z.object({
    left: z.array(z.object({ kind: z.string(), ms: z.number(), place: z.string().max(2_000) })).max(5_000),
    listeners: z.array(z.tuple([z.string(), z.number()])).max(1_000),
  }),
]);

/** The most that is kept of what is reported. */
const MOST = 5_000;
/** The longest message, in characters. */
const LONGEST = 1_000_000;
/** How long a service is waited for that has not reported yet, in milliseconds. */
const REPORT_MS = 5_000;

/** Listens for the reports of one program and its processes. */
export async function openObserver(socket: string): Promise<Observer> {
  const open = new Set<Socket>();
  const did = new Set<string>();
  const looked = new EventTarget();
  let service: Socket | null = null;
  let left: LeftTimer[] = [];
  let listeners: Record<string, number> = {};
  let reported = false;
  let broken: string | null = null;

  function read(line: string, from: Socket): void {
    const message = Message.parse(JSON.parse(line));
    if ('service' in message) {
      if (message.service) service ??= from;
      reported ||= message.service;
      looked.dispatchEvent(new Event('report'));
    } else if ('did' in message) {
      did.add(message.did);
      if (did.size > MOST) throw new Error('more than can be kept');
    } else {
      left = message.left;
      listeners = Object.fromEntries(message.listeners);
      looked.dispatchEvent(new Event('look'));
    }
  }

  const server = createServer((connection) => {
    open.add(connection);
    let text = '';
    connection.setEncoding('utf8');
    connection.on('error', () => connection.destroy());
    connection.on('close', () => {
      open.delete(connection);
      if (service === connection) service = null;
      looked.dispatchEvent(new Event('look'));
    });
    connection.on('data', (chunk: string) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      try {
        if (text.length > LONGEST) throw new Error('a line that is too long');
        for (const line of lines) read(line, connection);
      } catch {
        broken = 'the report from inside the sandbox cannot be read';
        connection.destroy();
      }
    });
  });
  server.listen({ path: socket, readableAll: true, writableAll: true });
  await once(server, 'listening');
  return {
    socket,
    async look(signal) {
      if (!service) return reported ? 'gone' : 'silent';
      const answered = once(looked, 'look', { signal });
      service.write('look\n');
      await answered.catch(() => {});
      if (service === null) return 'gone';
      return signal.aborted ? 'silent' : 'seen';
    },
    hurry: () => void service?.write('hurry\n'),
    setClock: (time) => void service?.write(`clock ${time}\n`),
    async accept(signatures) {
      const list = signatures.map(({ of, within, signature }) => ({ of, within, signature }));
      if (list.length === 0) return;
      const signal = AbortSignal.timeout(REPORT_MS);
      while (!reported && !signal.aborted) await once(looked, 'report', { signal }).catch(() => {});
      service?.write(`accept ${JSON.stringify(list)}\n`);
    },
    askToStop: () => service?.write('stop\n') !== undefined,
    report: () => ({ did: [...did], left, listeners, broken }),
    async close() {
      for (const connection of open) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
