import type { Context } from 'hono';
import { z } from 'zod';

/** Answers a request as the whole app does, without a connection. */
export type Send = (request: Request) => Response | Promise<Response>;

const Refusal = z.object({ error: z.object({ message: z.string() }) });

/**
 * Sends the request of a form to the API. The caller has checked that its sender may do so.
 * @returns whether it succeeded, else the error's message
 */
export async function askApi(
  c: Context,
  adminToken: string | undefined,
  send: Send,
  path: string,
  body: unknown,
): Promise<{ ok: boolean; message: string }> {
  const headers = new Headers({ 'Content-Type': 'application/json', Accept: 'application/json' });
  if (adminToken !== undefined) headers.set('Authorization', `Bearer ${adminToken}`);
  const url = new URL(path, c.req.url);
  const answer = await send(new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }));
  if (answer.ok) return { ok: true, message: '' };
  const refusal = Refusal.safeParse(await answer.json().catch(() => null));
  const message = refusal.success ? refusal.data.error.message : `The app answered ${answer.status}.`;
  return { ok: false, message };
}
