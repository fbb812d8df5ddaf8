import { type ClientResponse, hc } from 'hono/client';
import type { z } from 'zod';
import { ErrorAnswer } from '../app/api/error-schemas.ts';
import { Healing } from '../app/api/healing-schemas.ts';
import {
  CancelAnswer,
  DecisionAnswer,
  Detail as DetailAnswer,
  Overview as OverviewAnswer,
  RetryAnswer,
  RollBackAnswer,
} from '../app/api/incident-schemas.ts';
import { KeptRecordings } from '../app/api/recording-schemas.ts';
import { RegroupAnswer } from '../app/api/regroup-schemas.ts';
import { AskedReset, ResetAnswer } from '../app/api/reset-schemas.ts';
import {
  AttachAnswer,
  type AttachBody,
  Build,
  CheckAnswer,
  DetachAnswer,
  ServicesAnswer,
  Up,
} from '../app/api/service-schemas.ts';
import type { App } from '../app/create-app.ts';
import { isErrorType } from '../domain/error-types.ts';
import { SutureError } from '../domain/errors.ts';
import type { ProbeRequest } from '../domain/evidence.ts';
import type { ReportedCheck } from '../domain/service-checks.ts';
import { followStream } from './follow-stream.ts';
import { type Answer, parse, sendRequest } from './send-request.ts';

export interface ClientOptions {
  /** Where the app is, such as `http://127.0.0.1:8000`. */
  base: string;
  /** Bearer token for what changes something, where the app asks for one. */
  token?: string;
  signal?: AbortSignal;
  /** Applied to everything that comes from the server, errors included, before anyone sees it. */
  received?<Value>(value: Value): Value;
}

export type Client = ReturnType<typeof createClient>;
export type Overview = Awaited<ReturnType<Client['overview']>>;
export type Detail = Awaited<ReturnType<Client['incident']>>;
export type Reset = Awaited<ReturnType<Client['resetStatus']>>;

/** The body of an answer, of those that mean success. */
type Success<R> =
  R extends ClientResponse<infer Body, infer Status, 'json'>
    ? Status extends 200 | 202
      ? Body
      : never
    : never;

/**
 * The HTTP API, typed by the app's own routes and checked by their own schemas: a server of another version may answer
 * something else. Errors: `SutureError` of the type that the server names, with its `status` in `details`;
 * `unreachable` when nothing answers; `unexpected_answer` when it is no answer that we know.
 */
export function createClient({ base, token, signal, received = (value) => value }: ClientOptions) {
  const root = base.replace(/\/+$/, '');
  const headers: Record<string, string> = {
    Accept: 'application/json',
    ...(token && { Authorization: `Bearer ${token}` }),
  };
  const http = hc<App>(root, { headers, init: { signal: signal ?? null } });
  const api = http.developer.incidents;

  async function ask<R extends ClientResponse<unknown, number, string>>(
    schema: z.ZodType,
    pending: Promise<R>,
  ): Promise<Success<R>> {
    const response = await reach(pending);
    const body = parse(await reach(response.text()));
    if (!response.ok) throw refusal(response.status, received(body));
    const { error } = schema.safeParse(body);
    if (error) throw unexpected(root, response, error);
    // Unparsed, so that a script gets the fields of a newer server, too.
    return received(body) as Success<R>;
  }

  async function reach<Value>(pending: Promise<Value>, at = root): Promise<Value> {
    try {
      return await pending;
    } catch (error) {
      if (signal?.aborted) throw new SutureError('interrupted', 'Stopped on request.', { benign: true });
      throw unreachable(at, error);
    }
  }

  return {
    base: root,
    up: () => ask(Up, http.up.$get()),
    build: () => ask(Build, http.up.build.$get()),
    overview: () => ask(OverviewAnswer, api.api.data.$get()),
    incident: (id: string) => ask(DetailAnswer, api[':id'].$get({ param: { id } })),
    recordings: (id: string) => ask(KeptRecordings, api[':id'].recordings.$get({ param: { id } })),
    approve: (id: string, json: { by?: string; reason?: string }) =>
      ask(DecisionAnswer, api[':id'].approve.$post({ param: { id }, json })),
    reject: (id: string, json: { by?: string; reason: string }) =>
      ask(DecisionAnswer, api[':id'].reject.$post({ param: { id }, json })),
    rollBack: (id: string, json: { by?: string; reason?: string }) =>
      ask(RollBackAnswer, api[':id'].rollback.$post({ param: { id }, json })),
    cancel: (id: string, json: { by?: string; reason?: string }) =>
      ask(CancelAnswer, api[':id'].cancel.$post({ param: { id }, json })),
    merge: (id: string, json: { by?: string; into: string }) =>
      ask(RegroupAnswer, api[':id'].merge.$post({ param: { id }, json })),
    split: (id: string, json: { by?: string }) =>
      ask(RegroupAnswer, api[':id'].split.$post({ param: { id }, json })),
    retry: (id: string, json: { by?: string }) =>
      ask(RetryAnswer, api[':id'].retry.$post({ param: { id }, json })),
    healing: () => ask(Healing, api['healing-status'].$get()),
    pause: (reason?: string) => ask(Healing, api['pause-healing'].$post({ json: { reason } })),
    revive: (reason?: string) => ask(Healing, api['revive-healing'].$post({ json: { reason } })),
    reset: () => ask(AskedReset, api.reset.$post()),
    resetStatus: (id: string) => ask(ResetAnswer, api.resets[':id'].$get({ param: { id } })),

    services: () => ask(ServicesAnswer, http.developer.services.$get()),
    attach: (name: string, json: z.input<typeof AttachBody>) =>
      ask(AttachAnswer, http.developer.services[':name'].$put({ param: { name }, json })),
    reportCheck: (name: string, json: z.input<typeof ReportedCheck>) =>
      ask(CheckAnswer, http.developer.services[':name'].check.$put({ param: { name }, json })),
    rotate: (name: string) =>
      ask(AttachAnswer, http.developer.services[':name'].key.$post({ param: { name } })),
    detach: (name: string) =>
      ask(DetachAnswer, http.developer.services[':name'].$delete({ param: { name } })),

    /** Sends a request to a service, without the token, which is for Suture only. An answer of any status is an answer. */
    async send(to: string, request: ProbeRequest): Promise<Answer> {
      return received(await reach(sendRequest(to.replace(/\/+$/, ''), request, { signal }), to));
    },

    /** The event stream, from the event after `after` on; comes back by itself when it breaks. */
    follow: (after?: number) =>
      followStream(`${root}/developer/incidents/stream`, { after, signal, received, reach }),
  };
}

function refusal(status: number, body: unknown): SutureError {
  const parsed = ErrorAnswer.safeParse(body);
  const details = { status };
  if (parsed.success) {
    const { code, message } = parsed.data.error;
    // A code that this client does not know comes from a server of another release.
    const type = isErrorType(code) ? code : 'unexpected_answer';
    return new SutureError(type, message, { details: { ...details, code } });
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new SutureError('unexpected_answer', `The server answered ${status}: ${text.slice(0, 300)}`, {
    details,
  });
}

function unexpected(base: string, { status, url }: { status: number; url: string }, error: z.ZodError) {
  const [issue] = error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  return new SutureError(
    'unexpected_answer',
    `${url.slice(base.length)} answers otherwise than this client expects (${where}${issue?.message}). Another program answers at ${base}, or another release of Suture: set SUTURE_URL, or use the client of the commit that ${base}/up/build names.`,
    { details: { status }, cause: error },
  );
}

function unreachable(base: string, error: unknown): SutureError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new SutureError(
    'unreachable',
    `Nothing answers at ${base} (${code}). Start it with suture up (in a clone of Suture: npm start), or set SUTURE_URL to where it is.`,
    { retryable: true, cause: error },
  );
}
