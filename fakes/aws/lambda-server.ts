import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a function may be sent and may answer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST = 6 * 1024 * 1024;

type Handler = (event: unknown) => Promise<unknown>;

/** In place of an invocation. */
export type LambdaFault =
  /** An error of the call: the function is not run. */
  | { kind: 'call'; status: number; type: string; message: string; headers?: Record<string, string> }
  /** An error of the function, as Lambda reports it. */
  | { kind: 'function'; errorType: string; errorMessage: string }
  /** The function ran, and its answer is lost. */
  | { kind: 'cut after' }
  | { kind: 'cut' };

export type LambdaServer = Awaited<ReturnType<typeof startLambdaServer>>;

/** Lambda's REST protocol for invocations, running a handler of ours as the runtime would. */
export async function startLambdaServer(functions: Record<string, Handler>) {
  const faults: LambdaFault[] = [];
  const invocations: string[] = [];

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const payload = await readBody(request);
    const match = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '');
    const fail = (status: number, type: string, message: string, headers = {}) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-amzn-errortype': type,
        ...headers,
      });
      response.end(JSON.stringify({ Type: status < 500 ? 'User' : 'Service', message }));
    };
    if (request.method !== 'POST' || !match)
      return fail(404, 'UnknownOperationException', 'no such operation');
    if (!/^AWS4-HMAC-SHA256 Credential=\S+\/lambda\/aws4_request/.test(request.headers.authorization ?? '')) {
      return fail(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    if (payload.byteLength > LARGEST)
      return fail(
        413,
        'RequestTooLargeException',
        `Request must be smaller than ${LARGEST} bytes for the InvokeFunction operation`,
      );
    const fault = faults.shift();
    if (fault?.kind === 'call') return fail(fault.status, fault.type, fault.message, fault.headers);
    if (fault?.kind === 'cut') return void response.destroy();
    const name = decodeURIComponent(match[1] as string);
    const handler = functions[name];
    if (!handler) {
      return fail(
        404,
        'ResourceNotFoundException',
        `Function not found: arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
      );
    }
    const done = fault?.kind === 'function' ? { ...fault, failed: true } : await run(handler, payload);
    invocations.push(name);
    if (fault?.kind === 'cut after') return void response.destroy();
    const body = JSON.stringify(
      'failed' in done ? { errorType: done.errorType, errorMessage: done.errorMessage } : done.output,
    );
    response.writeHead(200, {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...('failed' in done ? { 'x-amz-function-error': 'Unhandled' } : {}),
    });
    response.end(body);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The next invocations meet these, in their order. */
    faults,
    /** Names of the functions that were run. */
    invocations,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function run(handler: Handler, payload: Buffer) {
  try {
    const output = await handler(JSON.parse(payload.toString()));
    const length = Buffer.byteLength(JSON.stringify(output));
    if (length <= LARGEST) return { output };
    return {
      failed: true,
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    };
  } catch (error) {
    const { name, message } = error as Error;
    return { failed: true, errorType: name, errorMessage: message };
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
