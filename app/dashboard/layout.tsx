import { jsxRenderer } from 'hono/jsx-renderer';

declare module 'hono' {
  interface ContextRenderer {
    // biome-ignore lint/style/useShorthandFunctionType: this is how Hono's interface is extended
    (content: string | Promise<string>, props: { title: string }): Response;
  }
}

/** Where the page's own files are served. */
export const ASSETS = '/developer/incidents/assets';

export const layout = jsxRenderer(({ children, title }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <link rel="icon" href={`${ASSETS}/icon.svg`} />
      <link rel="stylesheet" href={`${ASSETS}/dashboard.css`} />
      <script src={`${ASSETS}/dashboard.js`} defer />
    </head>
    <body>{children}</body>
  </html>
));
