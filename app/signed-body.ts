import type { Context } from 'hono';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { SutureError } from '../domain/errors.ts';

/**
 * Reads bodies that are signed by the Standard Webhooks scheme (https://www.standardwebhooks.com).
 * @param name of the setting that holds the secret
 * @param unset type of the error while it is not set
 * @throws SutureError `invalid_settings` when the secret is no base64
 */
export function createSignedBody(
  secret: string | undefined,
  { name, unset }: { name: string; unset: string },
): (context: Context) => Promise<string> {
  const verifier = secret ? createVerifier(secret, name) : null;
  return async (context) => {
    if (!verifier)
      throw new SutureError(unset, `${name} is not set here, so no sender can be trusted. Set it.`);
    const body = await context.req.text();
    try {
      verifier.verify(body, context.req.header(), { jsonParse: false });
      return body;
    } catch (cause) {
      if (!(cause instanceof WebhookVerificationError)) throw cause;
      throw new SutureError(
        'bad_signature',
        `The request is not signed as the Standard Webhooks scheme asks: ${cause.message}. Sign it with ${name}, and check both clocks.`,
        { benign: true, cause },
      );
    }
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
