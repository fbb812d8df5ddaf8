import type { Settings } from '../../domain/settings.ts';

/** How the document names what guards a route. */
export const SECURITY_SCHEMES = {
  adminToken: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN, where one is set' },
  webhookSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: 'Standard Webhooks, with webhook-id and webhook-timestamp',
  },
  intakeKey: { type: 'http', scheme: 'bearer', description: 'The key of the DSN of a service' },
  githubSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'x-hub-signature-256',
    description: 'HMAC of the body by GITHUB_WEBHOOK_SECRET, as GitHub makes it',
  },
} as const;

/** For a route that changes something: it needs the token where one is set. */
export function guarded({ ADMIN_TOKEN }: Readonly<Settings>): { security?: Record<string, string[]>[] } {
  return ADMIN_TOKEN === undefined ? {} : { security: [{ adminToken: [] }] };
}

/** For a route that a service's recorder sends to. */
export const intakeKey = { security: [{ intakeKey: [] as string[] }] };

/** For a route that takes signed reports. */
export const signed = { security: [{ webhookSignature: [] as string[] }] };
