import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { PipelineCallback } from '../../../domain/pipeline.ts';

export type TakenCallback = PipelineCallback & { id: string; traceparent?: string };

/** A control plane that only receives callbacks: 503 until it is opened, then 200 for what is signed rightly. */
export async function startReceiver(secret: string) {
  const taken: TakenCallback[] = [];
  let isOpen = false;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!isOpen) return response.writeHead(503).end();
    const headers = request.headers as Record<string, string>;
    const verified = new Webhook(secret).verify(Buffer.concat(chunks), headers);
    if (request.url?.endsWith('/callback')) {
      taken.push({
        ...PipelineCallback.parse(verified),
        id: headers['webhook-id'] as string,
        ...(headers.traceparent !== undefined && { traceparent: headers.traceparent }),
      });
    }
    return response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => {
      isOpen = true;
    },
    taken: () => taken,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
