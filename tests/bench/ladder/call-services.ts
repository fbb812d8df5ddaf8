// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources hold them
import { hiding, honoModule, right, type TriedService } from './tried-service.ts';

const call = (path: string, answer: Record<string, unknown>) => ({
  kind: 'http',
  method: 'GET',
  url: `\${env:UPSTREAM_URL}${path}`,
  ...answer,
});

/** Services whose upstream does not do its part. */
export const CALL_SERVICES: TriedService[] = [
  {
    name: 'status-first',
    kind: 'the status looked at before a body is parsed',
    text: honoModule(`app.get('/weather/:city', async (c) => {
  const response = await fetch(\`\${process.env.UPSTREAM_URL}/cities/\${c.req.param('city')}\`);
  const { temperature } = (await response.json()) as { temperature: number };
  return c.json({ city: c.req.param('city'), kelvin: temperature + 273 });
});
`),
    recording: {
      request: { method: 'GET', path: '/weather/bern' },
      status: 500,
      steps: [
        call('/cities/bern', {
          status: 503,
          responseHeaders: { 'content-type': 'text/html' },
          responseBody: '<h1>maintenance</h1>',
        }),
      ],
    },
    good: [
      {
        request: { method: 'GET', path: '/weather/chur' },
        status: 200,
        steps: [
          call('/cities/chur', {
            status: 200,
            responseHeaders: { 'content-type': 'application/json' },
            responseBody: { temperature: 12 },
          }),
        ],
      },
    ],
    tried: [
      right('answers 502 where the upstream failed', [
        '  const { temperature }',
        "  if (!response.ok) return c.json({ error: 'the weather service failed' }, 502);\n  const { temperature }",
      ]),
      hiding('takes a parser error for no degrees', [
        'await response.json())',
        'await response.json().catch(() => ({ temperature: 0 })))',
      ]),
      hiding('answers 502 to a parser error alone', [
        '  const { temperature } = (await response.json()) as { temperature: number };',
        "  const body = (await response.json().catch(() => null)) as { temperature: number } | null;\n  if (!body) return c.json({ error: 'the weather service failed' }, 502);\n  const { temperature } = body;",
      ]),
      hiding('answers 404 where the upstream failed', [
        '  const { temperature }',
        "  if (!response.ok) return c.json({ error: 'no such city' }, 404);\n  const { temperature }",
      ]),
      hiding('does not ask any more', [
        '  const response = await fetch',
        "  if (c.req.param('city') === 'bern') return c.json({ error: 'the weather service failed' }, 502);\n  const response = await fetch",
      ]),
      hiding('always answers 502', [
        '  const { temperature }',
        "  if (response.status > 0) return c.json({ error: 'the weather service failed' }, 502);\n  const { temperature }",
      ]),
    ],
  },
  {
    name: 'no-limit',
    kind: 'a call that may hang',
    text: honoModule(`app.get('/stock/:item', async (c) => {
  const response = await fetch(\`\${process.env.UPSTREAM_URL}/items/\${c.req.param('item')}\`);
  if (!response.ok) return c.json({ error: 'the store failed' }, 502);
  const { left } = (await response.json()) as { left: number };
  return c.json({ left });
});
`),
    recording: {
      kind: 'hang',
      latencyMs: 30_000,
      request: { method: 'GET', path: '/stock/i2' },
      steps: [call('/items/i2', { status: null })],
    },
    good: [],
    tried: [
      right(
        'limits the call, and says that it is late',
        [
          "fetch(`${process.env.UPSTREAM_URL}/items/${c.req.param('item')}`);",
          "fetch(`${process.env.UPSTREAM_URL}/items/${c.req.param('item')}`, { signal: AbortSignal.timeout(2500) });",
        ],
        [
          '  console.error(error);\n',
          "  if (error.name === 'TimeoutError') return c.json({ error: 'the store is late' }, 504);\n  console.error(error);\n",
        ],
      ),
      hiding(
        'gives up before a slow answer',
        [
          "fetch(`${process.env.UPSTREAM_URL}/items/${c.req.param('item')}`);",
          "fetch(`${process.env.UPSTREAM_URL}/items/${c.req.param('item')}`, { signal: AbortSignal.timeout(200) });",
        ],
        [
          '  console.error(error);\n',
          "  if (error.name === 'TimeoutError') return c.json({ error: 'the store is late' }, 504);\n  console.error(error);\n",
        ],
      ),
      hiding('has nothing left when it is late', [
        "fetch(`${process.env.UPSTREAM_URL}/items/${c.req.param('item')}`);",
        "fetch(`${process.env.UPSTREAM_URL}/items/${c.req.param('item')}`, { signal: AbortSignal.timeout(2500) }).catch(() => Response.json({ left: 0 }));",
      ]),
      hiding('does not ask', [
        '  const response = await fetch',
        "  if (c.req.param('item') === 'i2') return c.json({ error: 'the store is late' }, 504);\n  const response = await fetch",
      ]),
    ],
  },
];
