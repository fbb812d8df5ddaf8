import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';

/** The longest answer, in characters. */
const LONGEST = 64 * 1024 * 1024;

/** Orders to the program in the sandbox, over a socket of one connection. */
export interface Talk {
  /** Sends an order and waits for its answer. @throws Error when the program ends first */
  ask<Answer>(order: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

/** Listens at a path for the program. */
export async function openTalk(path: string): Promise<Talk & { ended(): void }> {
  let socket: Socket | null = null;
  let next = 0;
  let gone = false;
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let connected: (socket: Socket) => void;
  const connection = new Promise<Socket>((resolve) => {
    connected = resolve;
  });
  const server: Server = createServer((client) => {
    if (socket) return void client.destroy();
    socket = client;
    let pending = '';
    client.setEncoding('utf8');
    client.on('error', () => {});
    client.on('close', ended);
    client.on('data', (chunk: string) => {
      pending += chunk;
      const lines = pending.split('\n');
      pending = lines.pop() ?? '';
      if (pending.length > LONGEST) client.destroy();
      for (const line of lines) take(client, line);
    });
    connected(client);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // Another user connects; only it and Suture can enter the folder.
  await chmod(path, 0o666);

  function ended() {
    gone = true;
    for (const { reject } of waiting.values()) reject(new Error('The program that screens changes ended.'));
    waiting.clear();
  }

  /** What comes from the sandbox is somebody else's: it may be anything. */
  function take(client: Socket, line: string) {
    try {
      const { id } = JSON.parse(line) as { id: number };
      waiting.get(id)?.resolve(JSON.parse(line) as never);
      waiting.delete(id);
    } catch {
      client.destroy();
    }
  }

  return {
    ended,
    async ask(order) {
      if (gone) throw new Error('The program that screens changes ended.');
      next += 1;
      const id = next;
      const answer = new Promise<never>((resolve, reject) => waiting.set(id, { resolve, reject }));
      connection.then((client) => client.write(`${JSON.stringify({ id, ...order })}\n`)).catch(() => {});
      return answer;
    },
    async close() {
      socket?.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(path, { force: true });
    },
  };
}
