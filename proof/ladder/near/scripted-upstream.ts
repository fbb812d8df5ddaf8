import { once } from 'node:events';
import { createServer } from 'node:http';
import { pause } from '../../../platform/pause.ts';
import type { Stage } from '../../stage.ts';

export interface ScriptedAnswer {
  status: number;
  body: unknown;
  delayMs?: number;
  /** The headers come, and nothing after them. */
  hangs?: boolean;
  /** Of the body, which is a text then. Absent: JSON. */
  type?: string;
  /** The end of the only address that is answered with `status`; the others are answered with 200. Absent: all are. */
  only?: string;
}

/**
 * Lets all upstreams of a stage answer alike while some work is done.
 * @param work is given how many requests they were asked until now
 */
export async function withUpstreams<T>(
  { groups }: Pick<Stage, 'groups'>,
  { status, body, delayMs = 0, hangs = false, type, only }: ScriptedAnswer,
  work: (asked: () => number) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  let asked = 0;
  const server = createServer(async (incoming, outgoing) => {
    asked += 1;
    incoming.resume();
    if (delayMs > 0) await pause(delayMs, stopping.signal);
    const isMeant = only === undefined || incoming.url?.endsWith(only);
    outgoing.writeHead(isMeant ? status : 200, { 'content-type': type ?? 'application/json' });
    if (hangs) outgoing.flushHeaders();
    else outgoing.end(type ? String(body) : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const upstreams = groups.flatMap((group) => group.upstreams);
  for (const upstream of upstreams) upstream.redirect(async () => port);
  try {
    return await work(() => asked);
  } finally {
    for (const upstream of upstreams) upstream.redirect(upstream.standIn);
    stopping.abort();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
