import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import type { FailureReport, Recording } from './recording.ts';

/** What the next request gets. `away`: the connection breaks. `unheard`: it is counted, but not answered. `silent`: neither, and it waits. */
export type Fate = 'away' | 'unheard' | 'silent' | { status: number; body: string };

export interface TestSuture {
  dsn: string;
  /** Each accepted recording once, by its key. */
  accepted: Map<string, Recording>;
  headers: IncomingHttpHeaders[];
  /** Each request as it came, without the key of the DSN. */
  texts: string[];
  /** What recorders said, oldest first. */
  hellos: Record<string, unknown>[];
  /** The fates of the next requests, in their order. */
  fates: Fate[];
  /** The fate of requests that have no other. Null: they are accepted. */
  always: Fate | null;
  /** Decides by what a recording holds; null: it is accepted. */
  judge(recording: Recording): Fate | null;
  close(): Promise<void>;
}

export const KEY = 'test key';

/**
 * A small Suture on loopback that counts recordings as the real one does: the same key once.
 * @param port 0: any
 */
export async function startTestSuture(port = 0): Promise<TestSuture> {
  const accepted = new Map<string, Recording>();
  const server = createServer(async (request, response) => {
    if (request.url === '/up') return void response.end('{"status":"ok"}');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const { authorization: _, ...headers } = request.headers;
    suture.texts.push(`${request.url} ${JSON.stringify(headers)} ${text}`);
    const body: unknown = JSON.parse(text);
    if (request.url === '/ingest/hello') {
      suture.hellos.push(body as Record<string, unknown>);
      return void response.end('{"heard":true}');
    }
    const recording = body as Recording;
    const fate = suture.fates.shift() ?? suture.always ?? suture.judge(recording);
    if (fate === 'away') return void response.destroy();
    if (fate === 'silent') return;
    suture.headers.push(request.headers);
    if (fate && fate !== 'unheard') return void response.writeHead(fate.status).end(fate.body);
    const known = accepted.has(recording.key);
    accepted.set(recording.key, recording);
    if (fate === 'unheard') return void response.destroy();
    response.writeHead(known ? 200 : 201).end(JSON.stringify({ incident_id: 'LIVE-0001' }));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  const suture: TestSuture = {
    dsn: `http://${encodeURIComponent(KEY)}@127.0.0.1:${own}/shop`,
    accepted,
    headers: [],
    texts: [],
    hellos: [],
    fates: [],
    always: null,
    judge: () => null,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return suture;
}

/** A report of a failing request, with changes. */
export function report(changes: Partial<FailureReport> = {}): FailureReport {
  return {
    faultCode: 'FAULT_ONE',
    route: '/one',
    reason: 'broken',
    logLine: 'FAULT_ONE route=/one reason=broken latency=0.01',
    latencyMs: 10,
    error: new Error('it is broken'),
    ...changes,
  };
}

/** Puts the recorder into a folder, as its package has it. */
export async function buildRecorder(folder: string): Promise<void> {
  const file = new URL('../tools/recorder-builds.mjs', import.meta.url).href;
  const { recorderBuilds } = (await import(file)) as { recorderBuilds(outdir: string): BuildOptions[] };
  for (const options of recorderBuilds(folder)) await build(options);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
}
