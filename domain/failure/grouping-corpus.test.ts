import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseStack } from '../../platform/parse-stack.ts';
import { indexFiles } from './file-index.ts';
import { fingerprintOf } from './fingerprint.ts';
import { readFrames } from './read-frames.ts';

/** A mistake as the stacks of production show it: after Node's documentation, and after public reports of the libraries. */
interface Mistake {
  class: string | null;
  message: string;
  /** From the throwing frame on; `@` stands for where the program lies, `#` for a line and a column. */
  at: string[];
  route: string;
}

const NODE = 'process.processTicksAndRejections (node:internal/process/task_queues:#)';
const EXPRESS = 'Layer.handle [as handle_request] (@node_modules/express/lib/router/layer.js:#)';
const PRISMA = '$n.handleRequestError (@node_modules/@prisma/client/runtime/library.js:#)';
const PG = '@node_modules/pg/lib/client.js:#';
const UNDICI = 'node:internal/deps/undici/undici:#';
const own = (name: string, file: string) => `${name} (@${file}:#)`;

const MISTAKES: Record<string, Mistake> = {
  'undefined property': m(
    'TypeError',
    "Cannot read properties of undefined (reading 'id')",
    [own('totalOf', 'src/orders.ts'), EXPRESS],
    '/orders/{n}',
  ),
  'the same words elsewhere': m(
    'TypeError',
    "Cannot read properties of undefined (reading 'id')",
    [own('ownerOf', 'src/users.ts'), EXPRESS],
    '/orders/{n}',
  ),
  'another class at one place': m(
    'RangeError',
    'Invalid array length',
    [own('totalOf', 'src/orders.ts'), EXPRESS],
    '/orders/{n}',
  ),
  'unique constraint of Prisma': m(
    'PrismaClientKnownRequestError',
    '\nInvalid `prisma.user.create()` invocation in\n{path}:{n}:{n}\n\nUnique constraint failed on the fields: (`email`)',
    [PRISMA, own('async createUser', 'src/users.ts'), NODE],
    '/users',
  ),
  'missing record of Prisma': m(
    'PrismaClientKnownRequestError',
    '\nInvalid `prisma.user.update()` invocation\n\nRecord to update not found.',
    [PRISMA, own('async renameUser', 'src/users.ts'), NODE],
    '/users/{uuid}',
  ),
  'duplicate key of pg': m(
    'error',
    'duplicate key value violates unique constraint "orders_pkey"',
    [PG, NODE, own('async insertOrder', 'src/orders.ts')],
    '/orders',
  ),
  'null value of pg': m(
    'error',
    'null value in column "total" of relation "orders" violates not-null constraint',
    [PG, NODE, own('async updateTotal', 'src/orders.ts')],
    '/orders/{n}',
  ),
  'status of axios': m(
    'AxiosError',
    'Request failed with status code 502',
    [
      'settle (@node_modules/axios/lib/core/settle.js:#)',
      'IncomingMessage.handleStreamEnd (@node_modules/axios/lib/adapters/http.js:#)',
      'Axios.request (@node_modules/axios/lib/core/Axios.js:#)',
      NODE,
      own('async rateOf', 'src/rates.ts'),
    ],
    '/convert/{hex}',
  ),
  'fetch of stock': m(
    'TypeError',
    'fetch failed',
    [UNDICI, NODE, own('async fetchStock', 'src/stock.ts')],
    '/stock/{n}',
  ),
  'fetch of prices': m(
    'TypeError',
    'fetch failed',
    [UNDICI, NODE, own('async fetchPrice', 'src/prices.ts')],
    '/stock/{n}',
  ),
  'timeout of a signal': m(
    'TimeoutError',
    'The operation was aborted due to timeout',
    [
      'new DOMException (node:internal/per_context/domexception:#)',
      'Timeout._onTimeout (node:internal/abort_controller:#)',
      own('async quoteOf', 'src/rates.ts'),
    ],
    '/quote',
  ),
  'refused by an address': m(
    'AggregateError',
    'connect ECONNREFUSED {ip}:{port}',
    ['internalConnectMultiple (node:net:#)', 'afterConnectMultiple (node:net:#)'],
    '/health',
  ),
  'reset by a peer': m(
    'Error',
    'read ECONNRESET',
    ['TLSWrap.onStreamRead (node:internal/stream_base_commons:#)'],
    '/feed',
  ),
  'JSON that is HTML': m(
    'SyntaxError',
    'Unexpected token \'<\', "<html>{n}"... is not valid JSON',
    ['JSON.parse (<anonymous>)', own('parseBody', 'src/body.ts')],
    '/import',
  ),
  'handler without a name': m(
    'TypeError',
    'items.map is not a function',
    ['@src/routes/cart.ts:#', EXPRESS],
    '/cart/{uuid}',
  ),
  'its neighbour without a name': m(
    'TypeError',
    'items.map is not a function',
    ['Object.<anonymous> (@src/routes/cart.ts:#)', EXPRESS],
    '/cart/{uuid}/items',
  ),
  'bundle of webpack': m(
    'ReferenceError',
    'window is not defined',
    ['Page (webpack:///./src/pages/checkout.tsx?:#)', 'renderToString (@node_modules/react-dom/server.js:#)'],
    '/checkout',
  ),
  'route of Next': m(
    'TypeError',
    'amount.toFixed is not a function',
    ['POST (webpack-internal:///(rsc)/./src/app/api/pay/route.ts:#)', NODE],
    '/api/pay',
  ),
  'method of a class': m(
    'TypeError',
    'printer is not a constructor',
    [own('new Printer', 'src/print.ts'), own('Function.create [as default]', 'src/print.ts')],
    '/print/{n}',
  ),
  'template that is evaluated': m(
    'ReferenceError',
    '{path}:{n}\nuser is not defined',
    [
      'eval (eval at compile (@node_modules/ejs/lib/ejs.js:#), <anonymous>:#)',
      own('renderPage', 'src/pages.ts'),
    ],
    '/page/{n}',
  ),
  'endless recursion': m(
    'RangeError',
    'Maximum call stack size exceeded',
    [
      own('walk', 'src/tree.ts'),
      own('walk', 'src/tree.ts'),
      own('Array.map', 'src/tree.ts'),
      own('walk', 'src/tree.ts'),
    ],
    '/tree/{n}',
  ),
  'error of a minified file': m(
    'TypeError',
    "Cannot read properties of null (reading 'length')",
    ['e (@dist/main.js:#)', 't (@dist/main.js:#)'],
    '/search',
  ),
  'another of a minified file': m(
    'TypeError',
    "Cannot read properties of null (reading 'length')",
    ['n (@dist/main.js:#)'],
    '/suggest',
  ),
  'file that is not there': m(
    'Error',
    "ENOENT: no such file or directory, open '/tmp/uploads/{uuid}.png'",
    ['async open (node:internal/fs/promises:#)', own('async readUpload', 'src/uploads.ts')],
    '/uploads/{uuid}',
  ),
  'issues of Zod': m(
    'ZodError',
    '[\n  {\n    "code": "invalid_type",\n    "path": ["lines", {n}]\n  }\n]',
    ['get error (@node_modules/zod/lib/types.js:#)', own('parseOrder', 'src/orders.ts')],
    '/orders',
  ),
  'token that is malformed': m(
    'JsonWebTokenError',
    'jwt malformed',
    ['module.exports (@node_modules/jsonwebtoken/verify.js:#)', own('verifyToken', 'src/auth.ts')],
    '/me',
  ),
  'duplicate key of MongoDB': m(
    'MongoServerError',
    'E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "{email}" }',
    [
      'InsertOneOperation.execute (@node_modules/mongodb/lib/operations/insert.js:#)',
      own('async register', 'src/auth.ts'),
    ],
    '/register',
  ),
  'what is thrown and no error': m(
    null,
    'order {n} of {email} at {iso} from {ip}:{port} failed: {hex}',
    [],
    '/pay/{n}',
  ),
};

function m(name: string | null, message: string, at: string[], route: string): Mistake {
  return { class: name, message, at, route };
}

const FILES = [
  ...new Set(
    Object.values(MISTAKES).flatMap(({ at }) =>
      at.flatMap((frame) => /src\/[\w./]+?\.tsx?/.exec(frame)?.[0] ?? []),
    ),
  ),
];
const files = { index: indexFiles(FILES), root: '' };

const ROOTS = [
  '/usr/src/app/',
  '/app/',
  'file:///app/',
  'C:\\Users\\ada\\shop\\',
  'file:///C:/shop/',
  '/home/ada/shop/',
  '/srv/shop/releases/20261129101112/',
];
/** What differs from one event to the next. */
const values = fc.record({
  root: fc.constantFrom(...ROOTS),
  line: fc.integer({ min: 1, max: 9_999 }),
  n: fc.integer({ min: 1, max: 10_000_000 }).map(String),
  uuid: fc.uuid(),
  ip: fc.ipV4(),
  port: fc.integer({ min: 1_024, max: 65_535 }).map(String),
  hex: fc.integer({ min: 2 ** 40, max: 2 ** 48 }).map((n) => `${n.toString(16)}0a1b`),
  iso: fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }).map((s) => new Date(s * 1_000).toISOString()),
  email: fc.integer({ min: 1, max: 9_999 }).map((n) => `ada${n}@example.com`),
  isAsync: fc.boolean(),
});
type Values = typeof values extends fc.Arbitrary<infer V> ? V : never;

function codeOf(mistake: Mistake, { root, line, isAsync, ...texts }: Values): string {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) =>
      name === 'path' ? `${root}src/x.ts` : String((texts as Record<string, string>)[name]),
    );
  const isWindows = root.includes('\\');
  const frames = mistake.at.map((frame) => {
    const place = frame.replace(
      /@([\w./@-]+)/,
      (_, path: string) => root + (isWindows ? path.replaceAll('/', '\\') : path),
    );
    const named = isAsync && /^[a-z]\w+ \(.*src/.test(place) ? `async ${place}` : place;
    return `    at ${named.replaceAll('#', `${line}:7`)}`;
  });
  const message = fill(mistake.message);
  const stack = [`${mistake.class ?? 'Error'}: ${message}`, ...frames].join('\n');
  return fingerprintOf({
    service: 'shop',
    kind: 'error',
    errorClass: mistake.class,
    message,
    sqlstate: null,
    statement: null,
    route: fill(mistake.route),
    status: 500,
    frames: readFrames(parseStack(stack), files),
  }).code;
}

it('splits no mistake and joins no two among events of the shapes that production shows', () => {
  const events = Object.entries(MISTAKES).flatMap(([name, mistake]) =>
    fc
      .sample(values, { numRuns: 12, seed: 20_261_129 })
      .map((each) => ({ name, code: codeOf(mistake, each) })),
  );
  // As docs/undeclared-errors.md says.
  expect([Object.keys(MISTAKES).length, events.length]).toEqual([28, 336]);
  const codes = new Map<string, Set<string>>();
  const names = new Map<string, Set<string>>();
  for (const { name, code } of events) {
    codes.set(name, (codes.get(name) ?? new Set()).add(code));
    names.set(code, (names.get(code) ?? new Set()).add(name));
  }
  const split = [...codes].filter(([, found]) => found.size > 1).map(([name, found]) => [name, found.size]);
  const joined = [...names.values()].filter((found) => found.size > 1).map((found) => [...found]);
  expect({ split, joined }).toEqual({ split: [], joined: [] });
});
