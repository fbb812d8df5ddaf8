import { z } from '@hono/zod-openapi';
import { ErrorAnswer } from './error-schemas.ts';

/** What a failure of each status means, the same on every route. */
const FAILURES = {
  400: 'The request is not valid; the message names each wrong field',
  401: 'It is not signed, or lacks the bearer token',
  403: 'A page of another site may not change anything here',
  404: 'There is no such thing',
  409: 'Not possible where the incident is now',
  413: 'The body is too long',
  500: 'An error that nobody foresaw; the log has the details',
  503: 'PostgreSQL does not answer, or a setting is missing; try again',
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
