import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { entryOf } from '../domain/error-types.ts';
import { SutureError } from '../domain/errors.ts';

/** The one shape of an error: `{error: {code, message}}`, where `code` is stable. */
function errorAnswer(context: Context, error: SutureError): Response {
  const status = entryOf(error.type).status ?? 500;
  if (status === 503 || status === 429) context.header('Retry-After', '1');
  if (error.type === 'unauthorized') context.header('WWW-Authenticate', 'Bearer');
  return context.json({ error: { code: error.type, message: error.message } }, status);
}

/** Answers every error that a route throws. An unexpected one is logged, and its message is not shown. */
export function createErrorHandler(log: (line: string) => void): ErrorHandler {
  return (error, context) => {
    if (error instanceof SutureError) return errorAnswer(context, error);
    if (error instanceof HTTPException && error.status === 413) {
      // Hono's own message is empty.
      return errorAnswer(
        context,
        new SutureError('body_too_long', 'The body is too long. Send a shorter one.'),
      );
    }
    if (error instanceof HTTPException) {
      if (error.status === 400) return errorAnswer(context, unreadable(error.message));
      return context.json({ error: { code: `http_${error.status}`, message: error.message } }, error.status);
    }
    log(`${context.req.method} ${context.req.path}: ${error.stack ?? error}`);
    return errorAnswer(
      context,
      new SutureError('internal_error', 'Unexpected error; see the log of the app.'),
    );
  };
}

export const notFound: NotFoundHandler = (context) =>
  errorAnswer(
    context,
    new SutureError(
      'not_found',
      `There is nothing at ${context.req.method} ${context.req.path}. GET /openapi.json lists all routes.`,
    ),
  );

/** A body that is not JSON. */
function unreadable(message: string): SutureError {
  return invalid('invalid_body', [{ path: [], message }]);
}

/** A `SutureError` that names each wrong field. */
export function invalid(
  type: 'invalid_body' | 'invalid_incident_id' | 'invalid_service_name',
  issues: readonly { path: PropertyKey[]; message: string }[],
): SutureError {
  const found = issues.map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`);
  return new SutureError(type, `The request is not valid: ${found.join('; ')}.`, { benign: true });
}
