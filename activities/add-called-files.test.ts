import { expect, it } from 'vitest';
import { DiscoveredFault, type Frame } from '../domain/discovered.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import { Recording } from '../domain/recording.ts';
import type { Service } from '../domain/service.ts';
import { parseDefinition } from '../domain/service-definition.ts';
import { addCalledFiles } from './add-called-files.ts';

const REPORTED = {
  ...{ service: 'shop', key: 'one', route: '/orders', reason: 'status_500', logLine: '', latencyMs: 2 },
  at: '2026-11-29T10:00:00.000Z',
};
const FILES: Record<string, string> = {
  'src/orders/handler.ts': 'export const show = async function () { return this.orderService.list(); };',
  'src/store/table.ts': "export const all = (name) => { throw new Error('No table has this name.'); };",
  'src/orders/service.ts':
    "import { all } from '../store/table.ts';\nexport class OrderService {\n" +
    '  list() {\n    return db.orders.all();\n  }\n}',
  'src/orders/service.test.ts': 'class OrderService {\n  list() {\n  }\n}',
  'src/store/begin.ts': 'export async function begin() {\n  const client = await pool.connect();\n}',
  'src/store/hand-back.ts': 'pool.getConnection((error, connection) => use(connection));',
  'scripts/migrate.ts': 'const client = new pg.Client();\nawait client.connect();',
  'src/users/service.ts': 'export class UserService {\n  list() {\n    return db.users.all();\n  }\n}',
};
const DRIVER: Frame = {
  ...{ file: 'node_modules/pg/lib/client.js', function: 'query', line: 5, inApp: false, mapped: false },
  why: 'It is in a package.',
};
const HANDLER: Frame = {
  ...{ file: 'src/orders/handler.ts', function: 'show', line: 1, inApp: true, mapped: true },
  why: null,
};

async function added(frames: Frame[], message = '', kind = 'error'): Promise<string[] | null> {
  const fault = DiscoveredFault.parse({
    ...{ service: 'shop', code: 'ERR_0123456789AB', kind, severity: 'medium', title: 'error' },
    ...{ method: 'GET', route: '/orders', reason: [], frames, allowedFiles: ['src/orders/handler.ts'] },
    missing: [],
  });
  let saved: string[] | null = null;
  const host: Pick<CodeHost, 'readFiles'> = {
    readFiles: async (_commit, paths) =>
      Object.fromEntries(paths.flatMap((path) => (FILES[path] ? [[path, FILES[path]]] : []))),
  };
  await addCalledFiles(
    {
      store: {
        discoveredFault: async () => fault,
        recordingFor: async () => Recording.parse({ ...REPORTED, message }),
        serviceFiles: async () => ({ commit: 'a'.repeat(40), files: Object.keys(FILES) }),
        saveDiscoveredFault: async ({ allowedFiles }) => {
          saved = allowedFiles;
        },
      },
      codeHosts: { of: () => host as CodeHost },
    },
    { definition: parseDefinition({ name: 'shop' }), definitionCommit: 'a'.repeat(40) } as Service,
    { id: 'LIVE-0001', error_code: fault.code },
  );
  return saved;
}

it('lets a fix change what the file of the frame calls, where the error comes out of a package', async () => {
  expect(await added([DRIVER, HANDLER])).toEqual(['src/orders/handler.ts', 'src/orders/service.ts']);
});

it('leaves it where the code of the service threw the error itself', async () => {
  expect(await added([HANDLER])).toBeNull();
});

it('adds the file that makes an error with the same words, also where others lie between', async () => {
  expect(await added([DRIVER, HANDLER], 'No table has this name.')).toEqual([
    'src/orders/handler.ts',
    'src/store/table.ts',
    'src/orders/service.ts',
  ]);
});

it('adds every file that takes a connection, where a request found none left', async () => {
  expect(await added([DRIVER, HANDLER], 'timeout exceeded', 'exhaustion')).toEqual([
    'src/orders/handler.ts',
    'src/store/begin.ts',
    'src/store/hand-back.ts',
    'src/orders/service.ts',
  ]);
});
