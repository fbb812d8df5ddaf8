import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Upstream {
  baseUrl: string;
  /** Paths that were asked for, in order. */
  calls: string[];
  close(): Promise<void>;
}

/** A small upstream on loopback; `answer` is asked with the number of the call, from 1. */
export async function startUpstream(
  answer: (call: number) => { status: number; body: string } | 'hang up' | 'never',
): Promise<Upstream> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    const given = answer(calls.length);
    if (given === 'never') return;
    if (given === 'hang up') return void response.destroy();
    response.writeHead(given.status, { 'content-type': 'application/json' }).end(given.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
