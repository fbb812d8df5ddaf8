import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type UpstreamAnswer = { status: number; body: string } | 'hang up';

export interface Upstream {
  baseUrl: string;
  /** The paths of the requests, in their order. */
  calls: string[];
  close(): Promise<void>;
}

/** A small upstream on loopback that gives each request the same answer. */
export async function startUpstream(answer: UpstreamAnswer): Promise<Upstream> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    if (answer === 'hang up') return void response.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
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
