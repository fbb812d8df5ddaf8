import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import type { UpstreamAnswer } from './case.ts';

export interface Upstream {
  url: string;
  /** How often each path was asked for. */
  calls: Map<string, number>;
  close(): void;
}

/** An upstream on loopback that answers each path as told, and any other with 404. */
export async function startUpstream(answers: Record<string, UpstreamAnswer>): Promise<Upstream> {
  const calls = new Map<string, number>();
  const server = createServer(async ({ url = '' }, response) => {
    calls.set(url, (calls.get(url) ?? 0) + 1);
    const {
      status = 200,
      type = 'application/json',
      body,
      text,
      delayMs,
      hang,
    } = answers[url] ?? {
      ...{ status: 404, body: {} },
    };
    if (hang === 'answer') return;
    if (delayMs) await after(delayMs);
    response.writeHead(status, { 'content-type': type });
    if (hang === 'body') response.write('{"pl');
    else response.end(text ?? JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
