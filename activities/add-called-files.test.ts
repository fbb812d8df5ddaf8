import { expect, it } from 'vitest';
import { DiscoveredFault, type Frame } from '../domain/discovered.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { Service } from '../domain/service.ts';
import { parseDefinition } from '../domain/service-definition.ts';
import { addCalledFiles } from './add-called-files.ts';

const FILES: Record<string, string> = {
  'src/orders/handler.ts': 'export const show = async function () { return this.orderService.list(); };',
  'src/orders/service.ts': 'export class OrderService {\n  list() {\n    return db.orders.all();\n  }\n}',
  'src/orders/service.test.ts': 'class OrderService {\n  list() {\n  }\n}',
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

async function added(frames: Frame[]): Promise<string[] | null> {
  const fault = DiscoveredFault.parse({
    ...{ service: 'shop', code: 'ERR_0123456789AB', kind: 'error', severity: 'medium', title: 'error' },
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
        serviceFiles: async () => ({ commit: 'a'.repeat(40), files: Object.keys(FILES) }),
        saveDiscoveredFault: async ({ allowedFiles }) => {
          saved = allowedFiles;
        },
      },
      codeHosts: { of: () => host as CodeHost },
    },
    { definition: parseDefinition({ name: 'shop' }), definitionCommit: 'a'.repeat(40) } as Service,
    { error_code: fault.code },
  );
  return saved;
}

it('lets a fix change what the file of the frame calls, where the error comes out of a package', async () => {
  expect(await added([DRIVER, HANDLER])).toEqual(['src/orders/handler.ts', 'src/orders/service.ts']);
});

it('leaves it where the code of the service threw the error itself', async () => {
  expect(await added([HANDLER])).toBeNull();
});
