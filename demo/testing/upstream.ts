import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type UpstreamAnswer = { status: number; body: string } | 'hang up' | 'never';

export interface TestUpstream {
  url: string;
  /** The answer to the next requests. */
  answer: UpstreamAnswer;
  /** The paths of the requests, in their order. */
  calls: string[];
  close(): Promise<void>;
}

/** An upstream on loopback that answers as the test says. */
export async function startTestUpstream(): Promise<TestUpstream> {
  const server = createServer((request, response) => {
    upstream.calls.push(request.url ?? '');
    const { answer } = upstream;
    if (answer === 'never') return;
    if (answer === 'hang up') return void response.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream: TestUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: { status: 200, body: '{"value":42}' },
    calls: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return upstream;
}
