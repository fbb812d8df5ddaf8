import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';

/** Orders to the program in the sandbox, over a socket of one connection. */
export interface Talk {
  /** Sends an order and waits for its answer. @throws Error when the program ends first */
  ask<Answer>(order: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

/** Listens at a path for the program. */
export async function openTalk(
  path: string,
  user: (path: string) => void,
): Promise<Talk & { ended(): void }> {
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
      for (const line of lines) {
        const answer = JSON.parse(line) as { id: number };
        waiting.get(answer.id)?.resolve(answer as never);
        waiting.delete(answer.id);
      }
    });
    connected(client);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  user(path);

  function ended() {
    gone = true;
    for (const { reject } of waiting.values()) reject(new Error('The program that screens changes ended.'));
    waiting.clear();
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
