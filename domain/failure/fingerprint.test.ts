import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseStack } from '../../platform/parse-stack.ts';
import { indexFiles } from './file-index.ts';
import { type Failure, fingerprintOf } from './fingerprint.ts';
import { mapFile } from './map-file.ts';
import { readFrames } from './read-frames.ts';

const FILES = [
  'src/orders.ts',
  'src/users.ts',
  'src/lib/money.ts',
  'src/routes/index.ts',
  'test/routes/index.ts',
];
const files = { index: indexFiles(FILES), root: '' };

/** A mistake: where it is and what it throws. */
interface Mistake {
  file: string;
  name: string;
  errorClass: string;
  statement?: string;
}
const MISTAKES: Mistake[] = ['orders.ts', 'users.ts', 'lib/money.ts'].flatMap((file) =>
  ['charge', 'refund', 'load'].flatMap((name) => [
    { file, name, errorClass: 'TypeError' },
    { file, name, errorClass: 'RangeError' },
    { file, name, errorClass: 'error', statement: `select * from ${name} where id = 17` },
    { file, name, errorClass: 'error', statement: `select * from ${name}s where id = 17` },
  ]),
);

/** What differs from one failure of a mistake to the next. */
interface Circumstances {
  root: string;
  line: number;
  id: number;
  prefix: string;
  depth: number;
}
const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  root: fc.constantFrom(
    '/usr/src/app/',
    '/app/',
    '/home/me/shop/',
    '/srv/shop/releases/20261129/',
    'file:///app/',
  ),
  line: fc.integer({ min: 1, max: 5_000 }),
  id: fc.nat(),
  prefix: fc.constantFrom('', 'async ', 'Object.', 'Orders.', 'new '),
  depth: fc.integer({ min: 1, max: 5 }),
});

function failureOf(mistake: Mistake, { root, line, id, prefix, depth }: Circumstances): Failure {
  const own = `    at ${prefix}${mistake.name} (${root}src/${mistake.file}:${line}:7)`;
  const stack = [
    `${mistake.errorClass}: row ${id} is missing`,
    ...Array.from({ length: depth }, () => own),
    `    at Layer.handle (${root}node_modules/express/lib/layer.js:${line}:5)`,
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
  ].join('\n');
  return {
    service: 'shop',
    kind: 'error',
    errorClass: mistake.errorClass,
    message: `row ${id} is missing`,
    sqlstate: mistake.statement ? '42P01' : null,
    statement: mistake.statement?.replace('17', String(id)) ?? null,
    route: `/orders/${id}`,
    status: 500,
    frames: readFrames(parseStack(stack), files),
  };
}

it('gives a mistake one code on any machine and line, with any values and depth of the recursion', () => {
  fc.assert(
    fc.property(fc.constantFrom(...MISTAKES), circumstances, circumstances, (mistake, one, other) => {
      expect(fingerprintOf(failureOf(mistake, one)).code).toBe(fingerprintOf(failureOf(mistake, other)).code);
    }),
    { numRuns: 500 },
  );
});

it('splits no mistake and joins no two among 360 failures of 36 mistakes', () => {
  const codes = MISTAKES.map((mistake) =>
    fc
      .sample(circumstances, { numRuns: 10, seed: 7 })
      .map((each) => fingerprintOf(failureOf(mistake, each)).code),
  );
  expect(codes.map((own) => new Set(own).size)).toEqual(MISTAKES.map(() => 1));
  expect(new Set(codes.flat()).size).toBe(MISTAKES.length);
});

it('tells handlers without a name apart by their routes, and a named place from no route', () => {
  const of = (name: string, route: string) =>
    fingerprintOf({ ...failureOf({ file: 'orders.ts', name, errorClass: 'TypeError' }, plain), route }).code;
  expect(of('<anonymous>', '/orders/17')).toBe(of('<anonymous>', '/orders/:id'));
  expect(of('<anonymous>', '/orders/17')).not.toBe(of('<anonymous>', '/users/17'));
  expect(of('authorize', '/orders/17')).toBe(of('authorize', '/users/17'));
});
const plain: Circumstances = { root: '/app/', line: 1, id: 1, prefix: '', depth: 1 };

it('takes any stack without an error, in time', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000 }), fc.string(), (stack, message) => {
      const frames = readFrames(parseStack(`Error\n    at ${stack}`), files);
      const failure = { ...failureOf(MISTAKES[0] as Mistake, plain), message, frames };
      expect(fingerprintOf(failure).code).toMatch(/^ERR_[0-9A-F]{12}$/);
    }),
  );
});

it.each([
  ['/usr/src/app/src/orders.ts', 'src/orders.ts'],
  ['/app/packages/api/src/orders.ts', 'src/orders.ts'],
])('maps %s to the file of the repository', (path, file) => {
  expect(mapFile(path, files.index, '')).toEqual({ file });
});

it('does not guess where several files end alike, where none does, and where a build wrote the file', () => {
  const why = (path: string) => {
    const found = mapFile(path, files.index, '');
    return 'why' in found ? found.why : found.file;
  };
  expect(why('/other/routes/index.ts')).toBe('2 files of the repository end like this path.');
  expect(why('/app/src/elsewhere.ts')).toBe('The repository has no such file at this commit.');
  expect(why('/app/dist/unknown.js')).toMatch(/^It is written by the build/);
});

it.each([
  ['/app/dist/orders.js', '', ['src/orders.ts', 'src/users.ts'], 'src/orders.ts'],
  [
    '/app/dist/routes/index.js',
    '',
    ['src/index.ts', 'src/routes/index.ts', 'src/admin/index.ts'],
    'src/routes/index.ts',
  ],
  ['/app/dist/index.js', '', ['src/index.ts', 'src/routes/index.ts'], 'src/index.ts'],
  ['/app/dist/src/orders.js', '', ['src/orders.ts', 'test/orders.ts'], 'src/orders.ts'],
  ['/app/build/orders.mjs', '', ['src/orders.mts', 'src/orders.ts', 'lib/deep/orders.mts'], null],
  ['/app/dist/orders.js', '', ['orders.ts', 'src/admin/orders.ts'], 'orders.ts'],
  [
    '/app/packages/api/dist/main.js',
    '',
    ['packages/api/src/main.ts', 'packages/web/src/main.ts'],
    'packages/api/src/main.ts',
  ],
  [
    '/app/dist/main.js',
    'packages/web',
    ['packages/api/src/main.ts', 'packages/web/src/main.ts'],
    'packages/web/src/main.ts',
  ],
  ['/app/dist/main.js', '', ['packages/api/src/main.ts', 'packages/web/src/main.ts'], null],
  ['/app/dist/orders.js', '', ['src/a/orders.ts', 'src/b/orders.ts'], null],
  ['/app/dist/orders.js', '', ['src/orders.ts', 'src/orders.tsx'], null],
  ['/app/src/orders.js', '', ['src/orders.ts', 'src/b/orders.ts'], 'src/orders.ts'],
  ['/app/dist/orders.d.ts', '', ['src/orders.ts'], null],
])('finds the source of %s by its name below "%s" among %j: %s', (path, root, among, file) => {
  const [frame] = readFrames([{ file: path, function: 'f', line: 1, column: 1 }], {
    index: indexFiles(among),
    root,
  });
  expect(frame?.mapped ? frame.file : null).toBe(file);
  expect(frame?.why).toMatch(
    file === null ? /^(The build writes it|It is written by|The repository has no)/ : /^By name: /,
  );
});

it.each([
  ['/app/../etc/passwd', 'Its path has "..", so it may lead anywhere.'],
  ['/app/node_modules/@scope/pg/lib/client.js', 'It is in the package @scope/pg.'],
  ['node:internal/process/task_queues', 'It is part of Node.'],
  ['<anonymous>', 'It is part of Node.'],
  ['/srv/venv/lib/python3.12/site-packages/flask/app.py', 'It is in the package flask.'],
])('says why a frame in %s is not the code of the service', (file, why) => {
  const [frame] = readFrames([{ file, function: 'f', line: 1, column: 1 }], files);
  expect(frame).toMatchObject({ inApp: false, mapped: false, why });
});

it('counts values that a statement cannot take as one mistake, whichever is wrong about them', () => {
  const refused = (sqlstate: string, message: string) =>
    fingerprintOf({
      service: 'shop',
      kind: 'error',
      errorClass: 'error',
      message,
      sqlstate,
      statement: 'SELECT * FROM products WHERE id = $1',
      route: '/products/abc',
      status: 500,
      frames: readFrames(parseStack('error: no\n    at find (/app/src/orders.ts:3:5)'), files),
    }).code;
  const word = refused('22P02', 'invalid input syntax for type bigint: "abc"');
  expect(refused('22003', 'value "99999999999999999999" is out of range for type bigint')).toBe(word);
  expect(refused('23505', 'duplicate key value violates unique constraint')).not.toBe(word);
});
