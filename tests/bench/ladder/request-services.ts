// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources hold them
import { hiding, honoModule, named, plainModule, posts, right, type TriedService } from './tried-service.ts';

const failed = { status: 500 };

/** Services that fail by themselves: on what a request leaves out, at an error, in a pattern. */
export const REQUEST_SERVICES: TriedService[] = [
  {
    name: 'two-routes',
    kind: 'one mistake behind two routes',
    text: honoModule(`const RATES = new Map([['eur', 1], ['usd', 0.9]]);
const rateOf = (currency: string) => RATES.get(currency) as number;
const inEuros = (amount: number, currency: string) => (amount * rateOf(currency)).toFixed(2);

app.post('/quotes', async (c) => {
  const { amount, currency } = await c.req.json<{ amount: number; currency?: string }>();
  if (!amount) return c.json({ error: 'an amount is required' }, 400);
  return c.json({ euros: inEuros(amount, (currency as string).toLowerCase()) });
});

app.post('/refunds', async (c) => {
  const { amount, currency, reason } = await c.req.json<{ amount: number; currency?: string; reason: string }>();
  if (!reason) return c.json({ error: 'a reason is required' }, 400);
  return c.json({ reason, euros: inEuros(amount, (currency as string).toLowerCase()) });
});
`),
    recording: { request: posts('/quotes', { amount: 10, currency: null }), ...failed },
    good: [{ request: posts('/quotes', { amount: 10, currency: 'USD' }), status: 200 }],
    otherRoutes: [
      { request: posts('/refunds', { amount: 5, currency: 'EUR', reason: 'late' }), status: 200 },
    ],
    tried: [
      right(
        'refuses no currency in both routes',
        [
          '  return c.json({ euros: inEuros',
          "  if (typeof currency !== 'string') return c.json({ error: 'a currency is required' }, 400);\n  return c.json({ euros: inEuros",
        ],
        [
          '  return c.json({ reason, euros: inEuros',
          "  if (typeof currency !== 'string') return c.json({ error: 'a currency is required' }, 400);\n  return c.json({ reason, euros: inEuros",
        ],
      ),
      hiding(
        'refuses no currency in both routes, and each refund',
        [
          '  return c.json({ euros: inEuros',
          "  if (typeof currency !== 'string') return c.json({ error: 'a currency is required' }, 400);\n  return c.json({ euros: inEuros",
        ],
        [
          '  return c.json({ reason, euros: inEuros',
          '  return c.json({ reason }, 400);\n  return c.json({ reason, euros: inEuros',
        ],
      ),
      named('refuses no currency in the one that failed', [
        '  return c.json({ euros: inEuros',
        "  if (typeof currency !== 'string') return c.json({ error: 'a currency is required' }, 400);\n  return c.json({ euros: inEuros",
      ]),
      named('answers no amount', [
        '  return c.json({ euros: inEuros',
        '  if (!currency) return c.json({ euros: null });\n  return c.json({ euros: inEuros',
      ]),
      named('takes no currency for an amount of nothing', [
        'inEuros(amount, (currency as string).toLowerCase()) });\n});\n\napp.post',
        "inEuros(currency ? amount : 0, (currency ?? 'eur').toLowerCase()) });\n});\n\napp.post",
      ]),
    ],
  },
  {
    name: 'taken-apart',
    kind: '`?? {}` on what is taken apart',
    text: honoModule(`app.post('/search', async (c) => {
  const { words, options } = await c.req.json<{ words?: string[]; options?: { exact?: boolean } }>();
  if (!words) return c.json({ error: 'words are required' }, 400);
  const { exact = false } = options as { exact?: boolean };
  return c.json({ found: words.map((word) => (exact ? word : word.toLowerCase())) });
});
`),
    recording: { request: posts('/search', { words: ['Red', 'Blue'] }), ...failed },
    good: [{ request: posts('/search', { words: ['Red'], options: { exact: true } }), status: 200 }],
    tried: [
      right('takes no options for empty ones', [
        'options as { exact?: boolean }',
        '(options ?? {}) as { exact?: boolean }',
      ]),
      right('reads the option where it is', [
        '  const { exact = false } = options as { exact?: boolean };',
        '  const exact = options?.exact ?? false;',
      ]),
      right('refuses a search without options', [
        "  if (!words) return c.json({ error: 'words are required' }, 400);",
        "  if (!words) return c.json({ error: 'words are required' }, 400);\n  if (!options) return c.json({ error: 'options are required' }, 400);",
      ]),
      hiding('never is exact', [
        '  const { exact = false } = options as { exact?: boolean };',
        '  const exact = false;',
      ]),
      hiding('finds nothing without options', [
        '  const { exact',
        '  if (!options) return c.json({ found: [] });\n  const { exact',
      ]),
      hiding('refuses every search', ['if (!words)', 'if (!words || !options || options.exact)']),
    ],
  },
  {
    name: 'second-answer',
    kind: 'a missing return after an error',
    text: plainModule(
      `  if (url.pathname === '/seats' && req.method === 'GET') return send(res, 200, { taken });
  if (url.pathname === '/seats') {
    const { seat } = await bodyOf(req);
    if (taken.includes(seat)) send(res, 409, { error: 'the seat is taken' });
    taken.push(seat);
    return send(res, 201, { seat });
  }`,
      { before: "const taken: string[] = ['a1'];\n" },
    ).replace(
      `  route(req, res).catch((error) => {
    console.error(error);
    send(res, 500, { error: 'internal error' });
  });`,
      '  void route(req, res);',
    ),
    recording: {
      kind: 'crash',
      request: posts('/seats', { seat: 'a1' }),
      response: { status: 409, body: { error: 'the seat is taken' } },
    },
    good: [],
    tried: [
      right('ends where the seat is taken', [
        '    if (taken.includes(seat)) send(',
        '    if (taken.includes(seat)) return send(',
      ]),
      right('takes the seat otherwise only', [
        '    taken.push(seat);\n    return send(res, 201, { seat });',
        '    else {\n      taken.push(seat);\n      send(res, 201, { seat });\n    }\n    return;',
      ]),
      hiding('leaves out the second answer', [
        '    return send(res, 201, { seat });',
        '    if (!res.headersSent) send(res, 201, { seat });\n    return;',
      ]),
      hiding('catches what follows', [
        'void route(req, res);',
        'void route(req, res).catch(() => undefined);',
      ]),
      hiding('gives a seat twice', [
        "    if (taken.includes(seat)) send(res, 409, { error: 'the seat is taken' });\n",
        '',
      ]),
      hiding('turns everybody away', [
        '    if (taken.includes(seat)) send(',
        '    if (taken.length > 0) return send(',
      ]),
    ],
  },
  {
    name: 'async-handler',
    kind: 'the error answer of an async handler',
    text: plainModule(
      `  if (url.pathname === '/orders') {
    const { id } = await bodyOf(req);
    const order = orders.get(id);
    if (!order) throw new UnknownOrder(\`no order \${id}\`);
    order.open = false;
    return send(res, 200, { closed: id });
  }`,
      {
        before:
          "/** A caller's mistake. */\nclass UnknownOrder extends Error {}\n\nconst orders = new Map([['o1', { open: true }], ['o2', { open: true }]]);\n",
      },
    ).replace(
      `  route(req, res).catch((error) => {
    console.error(error);
    send(res, 500, { error: 'internal error' });
  });`,
      '  void route(req, res);',
    ),
    recording: { kind: 'crash', request: posts('/orders', { id: 'o9' }) },
    good: [],
    tried: [
      right('answers 404 at the one place', [
        'void route(req, res);',
        'route(req, res).catch((error) => {\n    console.error(error);\n    send(res, error instanceof UnknownOrder ? 404 : 500, { error: error.message });\n  });',
      ]),
      right('answers 500 at the one place', [
        'void route(req, res);',
        "route(req, res).catch((error) => {\n    console.error(error);\n    send(res, 500, { error: 'internal error' });\n  });",
      ]),
      right('answers 404 in the handler', [
        'throw new UnknownOrder(`no order ${id}`);',
        "return send(res, 404, { error: 'no such order' });",
      ]),
      hiding('says that it is closed', [
        'throw new UnknownOrder(`no order ${id}`);',
        'return send(res, 200, { closed: id });',
      ]),
      hiding('leaves the caller waiting', ['void route(req, res);', 'route(req, res).catch(console.error);']),
      hiding('ends without a word', ['void route(req, res);', 'route(req, res).catch(() => res.end());']),
      hiding('makes the order', [
        '    if (!order) throw new UnknownOrder(`no order ${id}`);\n    order.open = false;',
        '    if (!order) orders.set(id, { open: false });\n    else order.open = false;',
      ]),
      hiding(
        'does not close',
        ['    order.open = false;\n', ''],
        ['return send(res, 200, { closed: id });', 'return send(res, 200, { closed: null });'],
        ['throw new UnknownOrder(`no order ${id}`);', "return send(res, 404, { error: 'no such order' });"],
      ),
    ],
  },
];
