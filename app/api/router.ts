import { type Hook, OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from 'hono';
import type { ServiceRecord } from '../../domain/service.ts';
import { invalid } from '../http-errors.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The incident of the request, for its log line. */
    incidentId?: string;
    /** The service whose key came with the request. */
    service?: ServiceRecord;
  }
}

/** A router whose routes are described, checked and documented by the same schemas. */
export function createRouter(): OpenAPIHono {
  return new OpenAPIHono({ defaultHook: refuse });
}

// biome-ignore lint/suspicious/noExplicitAny: the hook gets the output of any route's schema
const refuse: Hook<any, Env, any, void> = (result) => {
  if (result.success) return;
  const { issues } = result.error;
  if (result.target !== 'param') throw invalid('invalid_body', issues);
  const isName = issues.some(({ path }) => path[0] === 'name');
  throw invalid(isName ? 'invalid_service_name' : 'invalid_incident_id', issues);
};
