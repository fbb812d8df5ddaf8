import type { MiddlewareHandler } from 'hono';

/** As Hono's own validator tells JSON from other bodies. */
const JSON_TYPE = /^application\/([\w.-]+\+)?json$/i;

/**
 * A body that is not declared as JSON counts as none, so that `curl -X POST` with or without `-d` does the same
 * where every field has a default. Without this the described route would answer 415.
 */
export const onlyJson: MiddlewareHandler = async ({ req }, next) => {
  const type = req.header('Content-Type')?.split(';')[0]?.trim() ?? '';
  const { url, method } = req.raw;
  const headers = new Headers(req.raw.headers);
  if (JSON_TYPE.test(type)) {
    headers.set('Content-Type', 'application/json');
    req.raw = new Request(url, { method, headers, body: await req.raw.arrayBuffer() });
  } else {
    headers.delete('Content-Type');
    req.raw = new Request(url, { method, headers });
  }
  await next();
};
