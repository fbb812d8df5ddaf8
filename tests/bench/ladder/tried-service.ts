import type { Verdict } from '../../../domain/fix.ts';
import type { ServiceDefinition } from '../../../domain/service-definition.ts';

/** A change of a service, made by hand. */
export interface TriedEdit {
  what: string;
  /** Whether it repairs the service; else it hides the failure. */
  right: boolean;
  /** Of one that hides: no rule can tell it from a right one, so it is proven and named first in the review. */
  named?: boolean;
  /** Texts of the service's module, and what takes their place. */
  edits: [find: string, put: string][];
}

/** A service with one fault, what is recorded of it, and changes of it. */
export interface TriedService {
  /** Folder of the service in its repository. */
  name: string;
  /** The kind of fault. */
  kind: string;
  /** Statements for its empty database; absent: it has none. */
  sql?: string;
  /** Null: it is in the fixture `field`. */
  text: string | null;
  /** Further files of its repository, by path. */
  files?: Record<string, string>;
  /** What its definition says besides. */
  definition?: Partial<ServiceDefinition>;
  /** What the recorder sends of the failing request. */
  recording: Record<string, unknown>;
  /** And of good ones of the same route. */
  good: Record<string, unknown>[];
  /** And of good ones of other routes. */
  otherRoutes?: Record<string, unknown>[];
  tried: TriedEdit[];
}

export const right = (what: string, ...edits: TriedEdit['edits']): TriedEdit => ({
  what,
  right: true,
  edits,
});
export const hiding = (what: string, ...edits: TriedEdit['edits']): TriedEdit => ({
  what,
  right: false,
  edits,
});

export const named = (what: string, ...edits: TriedEdit['edits']): TriedEdit => ({
  ...hiding(what, ...edits),
  named: true,
});

/** Whether a change is judged as it should be: a right one proven, a hiding one refused or at least named. */
export function isAsExpected({ edit, verdict }: { edit: TriedEdit; verdict: Verdict }): boolean {
  if (edit.right || !verdict.proven) return verdict.proven === edit.right;
  return edit.named === true && (verdict.powers ?? []).some(({ kind }) => kind === 'answer');
}

/** A module with Hono and, where it asks for one, a pool of connections. */
export const honoModule = (
  routes: string,
  { database = false } = {},
): string => `import { serve } from '@hono/node-server';
import { Hono } from 'hono';
${database ? "import pg from 'pg';\n\nconst pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });" : ''}
const app = new Hono();

app.get('/up', (c) => c.json({ ok: true }));

${routes}
app.onError((error, c) => {
  console.error(error);
  return c.json({ error: 'internal error' }, 500);
});

serve({ fetch: app.fetch, port: Number(process.env.PORT) });
`;

/** A module on `node:http` alone; `routes` is the body of the function that answers. */
export const plainModule = (
  routes: string,
  { before = '', database = false } = {},
): string => `import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
${database ? "import pg from 'pg';\n\nconst pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });" : ''}
function send(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}

async function bodyOf(req: IncomingMessage): Promise<any> {
  let text = '';
  for await (const chunk of req) text += chunk;
  return text ? JSON.parse(text) : undefined;
}

${before}
async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://service');
  if (url.pathname === '/up') return send(res, 200, { ok: true });
${routes}
  send(res, 404, { error: 'not found' });
}

createServer((req, res) => {
  route(req, res).catch((error) => {
    console.error(error);
    send(res, 500, { error: 'internal error' });
  });
}).listen(Number(process.env.PORT));
`;

/** A JSON request, as it is recorded: with the headers of its connection. */
export const posts = (path: string, body: unknown, method = 'POST') => ({
  method,
  path,
  headers: {
    ...{ host: '127.0.0.1:8080', connection: 'keep-alive', 'accept-encoding': 'gzip, deflate' },
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(JSON.stringify(body))),
  },
  body,
});

/** What PostgreSQL objected to. */
export const refused = (text: string, values: unknown[], code: string, message: string) => ({
  status: 500,
  sqlstate: code,
  steps: [{ kind: 'sql', text, values, error: { code, message } }],
});
