import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Roll } from './roll.ts';

export interface MockApiParts {
  roll(): Roll;
  /** Resolves after `ms`; rejects when the signal aborts, because the caller has left. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  value: number;
}

/** The flaky upstream: `GET /data` answers by a roll, `GET /health` always with 200. */
export function createMockApi({ roll, wait, value }: MockApiParts): Server {
  return createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://upstream').pathname;
    if (request.method !== 'GET') return answer(response, 405, { error: 'Only GET is allowed.' });
    if (path === '/health') return answer(response, 200, { status: 'ok' });
    if (path !== '/data') return answer(response, 404, { error: 'The paths are /data and /health.' });

    const { delayMs, malformed } = roll();
    const body = { value: malformed ? 'forty-two' : value };
    if (delayMs === 0) return answer(response, 200, body);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    wait(delayMs, gone.signal).then(
      () => answer(response, 200, body),
      () => response.destroy(),
    );
  });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
