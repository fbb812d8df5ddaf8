import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError, checkHeaders, checkRequest, type MessagesRequest } from './check-request.ts';
import { type Cache, countTokens, createCache } from './prompt-cache.ts';
import { streamTurn } from './stream-turn.ts';
import type { Turn } from './turn.ts';

/** A script is a list of turns, or a function from the number of the request (from 0) and the request to a turn. */
export type Script = Turn[] | ((index: number, request: MessagesRequest) => Turn | undefined);

export interface SeenRequest {
  body: MessagesRequest;
  headers: IncomingMessage['headers'];
  /** HTTP status of the answer. */
  status: number;
}

export type MessagesServer = Awaited<ReturnType<typeof startMessagesServer>>;

/** The key that it accepts. */
export const API_KEY = 'sk-ant-test-key-that-is-not-real-0000';

/**
 * Speaks the Messages API over real HTTP, streaming, as https://platform.claude.com/docs/en/api/messages describes
 * it: checks each request as strictly as the API does, answers the API's own errors, counts tokens, and keeps a prompt
 * cache. What it answers is a script; when the script has ended, the answer is an error 500.
 */
export async function startMessagesServer(script: Script) {
  const requests: SeenRequest[] = [];
  const cache: Cache = createCache();
  let asked = 0;
  let paused = false;

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) fail(response, new ApiError(500, 'api_error', String(error)));
      else response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const seen: SeenRequest = {
      body: body as unknown as MessagesRequest,
      headers: request.headers,
      status: 200,
    };
    try {
      checkHeaders(request, API_KEY);
      const checked = checkRequest(body, paused);
      seen.body = checked;
      const turn = typeof script === 'function' ? script(asked, checked) : script[asked];
      asked += 1;
      if (!turn) throw new ApiError(500, 'api_error', `the script ends after ${asked - 1} turns`);
      if ('status' in turn) throw new ApiError(turn.status, turn.type, turn.message, turn.headers);
      requests.push(seen);
      paused = turn.stopReason === 'pause_turn';
      await streamTurn(response, checked, turn, cache.use(checked));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      seen.status = error.status;
      requests.push(seen);
      fail(response, error);
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Every request, in the order of arrival. */
    requests,
    /** What of all requests can be read, as one text. */
    everythingSent: () => JSON.stringify(requests.map(({ body }) => body)),
    countTokens,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function fail(response: ServerResponse, { status, type, message, headers }: ApiError): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_test', ...headers })
    .end(JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_test' }));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
}
