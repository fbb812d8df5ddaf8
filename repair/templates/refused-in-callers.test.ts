import { beforeAll, expect, it } from 'vitest';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const refused = (sqlstate: string, message: string, text: string, parameters: string[]) =>
  evidenceOf(
    [
      {
        message: 'answered 500: Internal Server Error',
        status: 500,
        sqlstate,
        statement: text,
        output: message,
      },
    ],
    {
      request: { method: 'GET', path: '/products/abc', headers: {} },
      observations: {
        upstreams: [],
        statements: [{ text, count: 1, outcome: 'failed', sqlstate, maxLatencyMs: 1, parameters }],
      },
    },
  );
const notANumber = refused(
  '22P02',
  'error: invalid input syntax for type bigint: "abc"',
  'SELECT * FROM products WHERE id = $1',
  ['abc'],
);
const service = {
  path: 'product.service.js',
  content: `const { query } = require('../../db');

exports.getProduct = (id) => {
  return query('SELECT * FROM products WHERE id = $1', [id]).then((found) => found.rows[0]);
};
`,
};
const repository = {
  path: 'product.repository.ts',
  content: `export class ProductRepository {
  async findById(id: string) {
    const { rows } = await this.pool.query('SELECT * FROM products WHERE id = $1', [id]);
    return rows[0];
  }
}
`,
};
const between = {
  path: 'product.service.ts',
  content: `export class ProductService {
  find(productId: string) {
    return this.repository.findById(productId);
  }
}
`,
};

const cases: TemplateCase[] = [
  {
    template: 'refuse-input',
    about: 'an id that a route hands to a function of another file, as a promise',
    path: 'product.controller.js',
    broken: `productController.get('/:id', (req, res, next) => {
  productService
    .getProduct(req.params.id)
    .then((product) => {
      if (!product) {
        return res.status(404).json({ message: 'Not found' });
      }
      return res.status(200).json(product);
    })
    .catch((err) => next(err));
});
`,
    others: [service],
    fixed:
      /if \(!\/\^-\?\\d\{1,18\}\$\/\.test\(String\(req\.params\.id\)\)\) return res\.status\(40[04]\)\.json/,
    evidence: notANumber,
    within: 2,
  },
  {
    template: 'refuse-input',
    about: 'an id that goes through two functions of other files',
    path: 'products.ts',
    broken: `app.get('/products/:id', async (request, reply) => {
  const product = await service.find(request.params.id);
  if (!product) return reply.code(404).send({ error: 'no such product' });
  return product;
});
`,
    others: [between, repository],
    fixed: /if \(!\/.*\.test\(String\(request\.params\.id\)\)\) return reply\.code\(40[04]\)\.send/,
    evidence: notANumber,
    within: 3,
  },
  {
    template: 'refuse-error',
    about: 'a value that is taken, in a catch of one expression',
    path: 'tags.js',
    broken: `router.post('/', (req, res, next) => {
  if (!req.body.label) return res.status(400).json({ message: 'A label is required.' });
  tags.create(req.body.label)
    .then(() => res.status(201).end())
    .catch((cause) => next(cause));
});
`,
    others: [],
    fixed:
      /\.catch\(\(cause\) => \{\n\s+if \(cause\.code === '23505'\) \{\n\s+return res\.status\(409\)\.json\([^\n]+\n\s+\}\n\s+return next\(cause\);\n\s+\}\);/,
    evidence: refused(
      '23505',
      'error: duplicate key value violates unique constraint "tags_label_key"',
      'INSERT INTO tags (label) VALUES ($1)',
      ['red'],
    ),
    within: 3,
  },
  {
    template: 'refuse-error',
    about: 'a text that the database cannot keep, whose error the library wraps, as an error with details',
    path: 'src/services/auth.service.ts',
    broken: `import { AppError } from '../lib/errors';

export class AuthService {
  async register(input: { email: string; name?: string }) {
    const existing = await this.userRepo.findByEmail(input.email);
    if (existing) {
      throw new AppError(409, "Email already registered", [
        { message: "Email is already in use", field: "email" },
      ]);
    }
    const user = await this.userRepo.create({ email: input.email, name: input.name ?? null });
    return user;
  }
}
`,
    others: [],
    fixed:
      /if \(\(error as \{ cause\?: \{ code\?: string \} \}\)\.cause\?\.code !== ["']22021["']\) throw error;\s+throw new AppError\(400, "the value is not valid", \[\s+\{ message: "the value is not valid", field: "email" \}/,
    evidence: evidenceOf(
      [
        {
          message: 'answered 500: Internal server error',
          status: 500,
          sqlstate: '22021',
          statement: 'insert into "users" ("email", "name") values ($1, $2)',
          output:
            'Error: Failed query: insert into "users"\nerror: invalid byte sequence for encoding "UTF8": 0x00',
          frames: [
            { path: 'src/repos/user.repo.ts', line: 27, column: 1, symbol: 'create' },
            { path: 'src/services/auth.service.ts', line: 11, column: 1, symbol: 'register' },
          ],
        },
      ],
      { request: { method: 'POST', path: '/auth/register', headers: {} } },
    ),
    within: 3,
  },
  {
    template: 'refuse-error',
    about: 'a value that is taken, in the words of the same refusal',
    path: 'src/services/auth.service.ts',
    broken: `import { AppError } from '../lib/errors';

export async function register(users, email) {
  if (await users.findByEmail(email)) {
    throw new AppError(409, 'Email already registered', [{ message: 'Email is already in use', field: 'email' }]);
  }
  return await users.create(email);
}
`,
    others: [],
    fixed:
      /throw error;\n\s+throw new AppError\(409, 'Email already registered', \[\{ message: 'Email is already in use', field: 'email' \}\]\);/,
    evidence: evidenceOf([
      {
        message: 'answered 500: Internal server error',
        status: 500,
        sqlstate: '23505',
        statement: 'insert into "users" ("email") values ($1)',
        output: 'error: duplicate key value violates unique constraint "users_email_key"',
        frames: [{ path: 'src/services/auth.service.ts', line: 7, column: 1, symbol: 'register' }],
      },
    ]),
    within: 1,
  },
  {
    template: 'refuse-error',
    about: 'a negative offset, with a body that says its status and its sentence again',
    path: 'src/todos.js',
    broken: `export async function getTodos(request, reply) {
  const { id, offset } = request.query;
  const found = await list(offset);
  if (!found) {
    reply.status(404).send({ statusCode: 404, error: 'Not Found', message: \`Item \${id} not found\` });
    return;
  }
  reply.send(found);
}
`,
    others: [],
    fixed:
      /reply\.status\(400\)\.send\(\{ statusCode: 400, error: 'the value is not valid', message: ['`]the value is not valid['`] \}\);/,
    evidence: evidenceOf([
      {
        message: 'answered 500: Internal server error',
        status: 500,
        sqlstate: '2201X',
        statement: 'SELECT * FROM todos OFFSET $1',
        output: 'error: OFFSET must not be negative',
        frames: [{ path: 'src/todos.js', line: 3, column: 1, symbol: 'getTodos' }],
      },
    ]),
    within: 8,
  },
];

it.each(cases)('$template turns away $about', (given) => {
  const { rank, before } = runCase(given, parser);
  expect(rank, before.join('\n')).not.toBeNull();
  expect(rank, before.join('\n')).toBeLessThanOrEqual(given.within ?? 1);
});
