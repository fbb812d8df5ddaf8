import { expect, it } from 'vitest';
import { Failure } from '../../domain/evidence.ts';
import { parseDefinition } from '../../domain/service-definition.ts';
import { chooseFiles } from './choose-files.ts';

const FILES: Record<string, string> = {
  'src/routes/auth.ts':
    "import { login } from '../controllers/auth/index.js';\nrouter.post('/login', login);",
  'src/controllers/auth/index.ts': "import Users from '../../models/Users';\nconst a = require('./absent');",
  'src/models/Users.ts': "export { base } from './base.js'",
  'src/models/base.ts': '',
  'src/models/Orders.ts': '',
  ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`src/other/${at}.ts`, ''])),
};
const tree = { paths: Object.keys(FILES), read: (path: string) => FILES[path] ?? null, readYaml: () => null };
const rules = parseDefinition({ name: 'shop' }, 'suture.yaml').heal;
const choose = (route: string) => chooseFiles({ tree, root: '', rules, failures: [], route });

it('takes what a router imports where a failure has no frame, the nearest first', () => {
  expect(choose('/api/v1/auth/login')).toEqual([
    'src/routes/auth.ts',
    'src/controllers/auth/index.ts',
    'src/models/Users.ts',
    'src/models/base.ts',
  ]);
});

it('asks for files where no source names the route and there are many', () => {
  expect(() => choose('/elsewhere')).toThrow(/names no file that a fix may change.*--allow/);
});

it('takes what the file of the frame calls where the database refused a statement, and leads built files to their sources', () => {
  const files: Record<string, string> = {
    'src/orders/handler.ts': 'export const show = async function () { return this.orderService.list(); };',
    'src/orders/service.ts': 'export class OrderService {\n  list() {\n    return db.orders.all();\n  }\n}',
    'src/users/service.ts': 'export class UserService {\n  list() {\n    return db.users.all();\n  }\n}',
  };
  const read = (path: string) => files[path] ?? null;
  const frames = [{ path: 'dist/orders/handler.js', line: 1, column: 1, symbol: null }];
  const failures = [Failure.parse({ count: 1, message: 'refused', sqlstate: '2201X', frames })];
  const small = { paths: Object.keys(files), read, readYaml: () => null };
  expect(chooseFiles({ tree: small, root: '', rules, failures, route: '/orders' })).toEqual([
    'src/orders/handler.ts',
    'src/orders/service.ts',
  ]);
});

it('takes the file that makes the error with its words, where another one made it anew', () => {
  const files: Record<string, string> = {
    'src/users/controller.ts':
      'export const show = (ctx) => find(ctx.params.id).catch((error) => ctx.throw(500, error.message));',
    'src/store/table.ts':
      "export const find = (id) => { throw new Error('Invalid ID: it must not be empty.'); };",
    'src/store/other.ts':
      "export const other = () => { throw new Error('No other one of these is there.'); };",
  };
  const frames = [{ path: 'src/users/controller.ts', line: 1, column: 1, symbol: 'show' }];
  const message = 'answered 500: Invalid ID: it must not be empty.';
  const failures = [Failure.parse({ count: 1, message, frames })];
  const small = {
    paths: Object.keys(files),
    read: (path: string) => files[path] ?? null,
    readYaml: () => null,
  };
  expect(chooseFiles({ tree: small, root: '', rules, failures, route: '/users/7' })).toEqual([
    'src/users/controller.ts',
    'src/store/table.ts',
  ]);
});
