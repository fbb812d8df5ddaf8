import { z } from '@hono/zod-openapi';
import { ErrorAnswer } from './error-schemas.ts';

/** What a failure of each status means, the same on every route. */
const FAILURES = {
  400: 'The request is not valid; the message names each wrong field',
  401: 'The signature, the token or the key is missing or wrong',
  403: 'A page of another site may not change anything here',
  404: 'Not found',
  409: 'The present state does not allow this',
  413: 'The body is too long',
  429: 'Too many reports; the header Retry-After says when to send more',
  500: 'Unexpected error; the log has the details',
  502: 'The release of the service does not answer',
  503: 'PostgreSQL does not answer, or a setting is missing; try again',
  504: 'The release of the service did not answer in time',
} as const;
type Failure = keyof typeof FAILURES;

/** The error answers of a route, 500 included. */
export function failures<Status extends Failure>(...statuses: Status[]) {
  const entries = [...new Set<Failure>([...statuses, 500])].map((status) => [
    status,
    answer(FAILURES[status], ErrorAnswer),
  ]);
  return Object.fromEntries(entries) as Record<Status | 500, ReturnType<typeof answer<typeof ErrorAnswer>>>;
}

/** An answer as JSON. */
export function answer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

/** An answer whose body is no JSON. */
export function other<Type extends string>(description: string, type: Type) {
  const content = { [type]: { schema: z.string() } } as Record<Type, { schema: z.ZodString }>;
  return { description, content };
}

/** A JSON body. What is left out takes its default, so a body of defaults may be left out as a whole. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true as const, content: { 'application/json': { schema } } };
}
