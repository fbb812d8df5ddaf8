import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Release {
  url: string;
  /** The requests that arrived, such as `POST /test-fault/run`, in order. */
  calls: string[];
  close(): Promise<void>;
}

/** A failure as the demonstration answers it. */
export const FAILED = {
  error: { code: 'FAULT_SQL_INJECTION_TEST', message: 'syntax error at end of input' },
  reason: 'syntax_error',
  route: '/test-fault/run',
  latency: 0.01,
  incident_id: 'LIVE-0001',
};

/** Answers a request with JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A release of a service on loopback. Unless told otherwise it fails as the demonstration's SQL fault does. */
export async function startRelease(
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    json(response, 500, FAILED),
): Promise<Release> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
