import type { MiddlewareHandler } from 'hono';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { ErrorType } from '../domain/error-types.ts';
import { SutureError } from '../domain/errors.ts';

/**
 * Lets only bodies through that are signed by the Standard Webhooks scheme (https://www.standardwebhooks.com). The
 * signature is checked before the body is parsed, so an unsigned request learns nothing about the format.
 * @param name of the setting that holds the secret
 * @param unset type of the error while it is not set
 * @throws SutureError `invalid_settings` when the secret is no base64
 */
export function onlySigned(
  secret: string | undefined,
  { name, unset }: { name: string; unset: ErrorType },
): MiddlewareHandler {
  const verifier = secret ? createVerifier(secret, name) : null;
  return async (c, next) => {
    if (!verifier) {
      throw new SutureError(unset, `${name} is not set here, so no sender can be trusted. Set it.`);
    }
    try {
      verifier.verify(await c.req.text(), c.req.header(), { jsonParse: false });
    } catch (cause) {
      if (!(cause instanceof WebhookVerificationError)) throw cause;
      throw new SutureError(
        'bad_signature',
        `The request is not signed as the Standard Webhooks scheme asks: ${cause.message}. Sign it with ${name}, and check both clocks.`,
        { benign: true, cause },
      );
    }
    // A signed body is JSON, with any content type.
    c.req.raw.headers.set('Content-Type', 'application/json');
    await next();
  };
}

function createVerifier(secret: string, name: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (cause) {
    throw new SutureError(
      'invalid_settings',
      `${name}: must be base64, with or without "whsec_" before it; make one with: openssl rand -base64 24`,
      { cause },
    );
  }
}
