import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createRoute, z } from '@hono/zod-openapi';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import { failures, other } from './answers.ts';
import { COLOURS, START } from './reference-files.ts';
import { createRouter } from './router.ts';

/** Files of the package `swagger-ui-dist`, and ours that start it and correct it. */
const FILES: Record<string, { type: string; from: string } | { type: string; text: string }> = {
  'swagger-ui.css': { type: 'text/css; charset=utf-8', from: 'swagger-ui-dist/swagger-ui.css' },
  'swagger-ui-bundle.js': {
    type: 'text/javascript; charset=utf-8',
    from: 'swagger-ui-dist/swagger-ui-bundle.js',
  },
  'favicon-32x32.png': { type: 'image/png', from: 'swagger-ui-dist/favicon-32x32.png' },
  'reference.css': { type: 'text/css; charset=utf-8', text: COLOURS },
  'start.js': { type: 'text/javascript; charset=utf-8', text: START },
};

const ASSETS = '/developer/docs/assets';

const pageRoute = createRoute({
  method: 'get',
  path: '/',
  tags: ['pages'],
  summary: 'This document, to read and to try',
  responses: { 200: other('A page', 'text/html; charset=UTF-8') },
});
const assetRoute = createRoute({
  method: 'get',
  path: '/assets/{name}',
  tags: ['pages'],
  summary: 'A file of that page',
  request: { params: z.object({ name: z.string().openapi({ example: 'swagger-ui.css' }) }) },
  responses: { 200: { description: 'The file' }, ...failures(404) },
});

/** The reference of the HTTP API, browsable. Its program comes from the package, served here; nothing from elsewhere. */
export function createDocsRoutes() {
  const require = createRequire(import.meta.url);
  const routes = createRouter();
  routes.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // Its style sheet carries its icons.
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      // The embedded stack speaks plain HTTP.
      strictTransportSecurity: false,
    }),
  );
  routes.use('/assets/*', etag());
  return routes
    .openapi(pageRoute, (c) => c.html(<Page />))
    .openapi(assetRoute, async (c) => {
      const { name } = c.req.valid('param');
      const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
      if (!file) return c.notFound();
      c.header('Content-Type', file.type);
      c.header('Cache-Control', 'no-cache');
      return c.body('text' in file ? file.text : await readFile(require.resolve(file.from)));
    });
}

function Page() {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Suture – API reference</title>
        <link rel="icon" type="image/png" href={`${ASSETS}/favicon-32x32.png`} />
        <link rel="stylesheet" href={`${ASSETS}/swagger-ui.css`} />
        <link rel="stylesheet" href={`${ASSETS}/reference.css`} />
        <script src={`${ASSETS}/swagger-ui-bundle.js`} defer />
        <script src={`${ASSETS}/start.js`} defer />
      </head>
      <body>
        {/* Its program brings the main landmark. */}
        <div id="reference">
          <noscript>
            The reference needs JavaScript; the document itself is at{' '}
            <a href="/openapi.json">/openapi.json</a>.
          </noscript>
        </div>
      </body>
    </html>
  );
}
