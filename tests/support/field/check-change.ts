import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { vi } from 'vitest';
import type { Check, FieldCase } from './case.ts';
import { productionDatabase, type RunningService, runService } from './run-service.ts';
import { startUpstream } from './upstream.ts';

/** Sends the request of a check, as a client of the service would. */
export function ask(url: string, { request, withinMs = 10_000 }: Check): Promise<Response> {
  const { method = 'GET', path, headers = {}, body, raw } = request;
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return fetch(url + path, {
    method,
    signal: AbortSignal.timeout(withinMs),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(text !== undefined && { body: text }),
  });
}

/** What is wrong with the answer to one check; null where it is as expected. */
async function wrongAt(service: RunningService, check: Check): Promise<string | null> {
  const { expect, request } = check;
  const what = `${request.method ?? 'GET'} ${request.path}`;
  try {
    const answer = await ask(service.url, check);
    const text = await answer.text();
    const isRight =
      answer.status === expect.status &&
      (expect.body === undefined || isDeepStrictEqual(JSON.parse(text), expect.body));
    if (!isRight) return `${what}: ${answer.status} ${text.slice(0, 200)}`;
    // A process that ends by this request ends before it answers another.
    if (expect.alive) await fetch(`${service.url}/up`).then((up) => up.text());
    const { logged } = expect;
    if (logged) {
      await vi.waitFor(() => {
        if (!service.output().includes(logged)) throw new Error(`nothing logged of ${logged}`);
      }, 120_000);
    }
    return null;
  } catch (error) {
    return `${what}: ${error}`;
  }
}

/**
 * Starts a changed service on its own database and upstream, and asks it what its case expects.
 * @param text its changed module
 * @param folder a scratch folder with the packages above it
 * @returns what is wrong; empty where the change is right
 */
export async function checkChange(
  text: string,
  { probe, hidden, setup, upstream }: FieldCase,
  { folder, tables }: { folder: string; tables: string | null },
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const source = join(folder, 'service.ts');
  await writeFile(source, text);
  const answering = await startUpstream(upstream ?? {});
  const environment: Record<string, string> = { UPSTREAM_URL: answering.url };
  if (tables) environment.DATABASE_URL = await productionDatabase([tables, ...(setup ?? [])]);
  const service = await runService(source, folder, { environment });
  const wrong: (string | null)[] = [];
  try {
    for (const check of [probe, ...hidden]) {
      if ('request' in check) wrong.push(await wrongAt(service, check));
      else
        for (const [path, least] of Object.entries(check.upstreamCalls)) {
          wrong.push((answering.calls.get(path) ?? 0) < least ? `${path} was not asked for` : null);
        }
    }
  } finally {
    await service.stop();
    answering.close();
  }
  return wrong.filter((each) => each !== null);
}
