import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { SutureError } from '../domain/errors.ts';

/** HTTP status by error type; every other type is the server's fault. */
const STATUS: Record<string, ContentfulStatusCode> = {
  invalid_incident_id: 400,
  invalid_body: 400,
  invalid_record: 400,
  unauthorized: 401,
  bad_signature: 401,
  cross_origin: 403,
  unknown_incident: 404,
  unknown_commit: 404,
  unknown_reset: 404,
  not_awaiting_approval: 409,
  already_decided: 409,
  not_resolved: 409,
  not_open: 409,
  illegal_move: 409,
  log_intake_is_process: 409,
  callback_not_configured: 503,
  ingest_not_configured: 503,
  webhook_not_configured: 503,
  store_unavailable: 503,
};

/** The one shape of an error: `{error: {code, message}}`, where `code` is stable. */
export function errorAnswer(context: Context, error: SutureError): Response {
  const status = STATUS[error.type] ?? 500;
  if (status === 503) context.header('Retry-After', '1');
  if (error.type === 'unauthorized') context.header('WWW-Authenticate', 'Bearer');
  return context.json({ error: { code: error.type, message: error.message } }, status);
}

/** Answers every error that a route throws; what nobody foresaw is logged and not shown. */
export function createErrorHandler(log: (line: string) => void): ErrorHandler {
  return (error, context) => {
    if (error instanceof SutureError) return errorAnswer(context, error);
    if (error instanceof HTTPException && error.status === 413) {
      // Hono has no words for it.
      const message = 'The body is longer than anything that is understood here; send a shorter one.';
      return context.json({ error: { code: 'body_too_long', message } }, 413);
    }
    if (error instanceof HTTPException) {
      if (error.status === 400) return errorAnswer(context, unreadable(error.message));
      return context.json({ error: { code: `http_${error.status}`, message: error.message } }, error.status);
    }
    log(`${context.req.method} ${context.req.path}: ${error.stack ?? error}`);
    const message = 'The app met an error that it does not know; its log has the details.';
    return context.json({ error: { code: 'internal_error', message } }, 500);
  };
}

export const notFound: NotFoundHandler = (context) => {
  const message = `There is nothing at ${context.req.method} ${context.req.path}; GET /openapi.json lists what there is.`;
  return context.json({ error: { code: 'not_found', message } }, 404);
};

/** For `zValidator`: throws a `SutureError` of this type with a sentence that names each wrong field. */
export function invalidAs(type: 'invalid_body' | 'invalid_incident_id') {
  return (result: { success: boolean; error?: z.core.$ZodError }): void => {
    if (!result.success) throw invalid(type, result.error?.issues ?? []);
  };
}

/** A body that is not even JSON. */
function unreadable(message: string): SutureError {
  return invalid('invalid_body', [{ path: [], message }]);
}

/** A `SutureError` that names each wrong field. */
export function invalid(
  type: 'invalid_body' | 'invalid_incident_id',
  issues: readonly { path: PropertyKey[]; message: string }[],
): SutureError {
  const found = issues.map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`);
  return new SutureError(type, `The request is not valid: ${found.join('; ')}.`, { benign: true });
}
