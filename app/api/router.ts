import { type Hook, OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from 'hono';
import { invalid } from '../http-errors.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The incident that the request was about, or opened; for the line that is logged about it. */
    incidentId?: string;
  }
}

/** A router whose routes are described, checked and documented by the same schemas. */
export function createRouter(): OpenAPIHono {
  return new OpenAPIHono({ defaultHook: refuse });
}

// biome-ignore lint/suspicious/noExplicitAny: the hook is given whatever a route's schema makes
const refuse: Hook<any, Env, any, void> = (result) => {
  if (result.success) return;
  throw invalid(result.target === 'param' ? 'invalid_incident_id' : 'invalid_body', result.error.issues);
};
