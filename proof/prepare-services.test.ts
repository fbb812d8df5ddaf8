import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { faultOf } from '../domain/service.ts';
import { parseDefinition } from '../domain/service-definition.ts';
import { attached, contextOf, createRepositoryOf, proverFor } from './testing.ts';

/** Small services, one a kind. */
const SERVICES = fileURLToPath(new URL('../tests/fixtures/services/', import.meta.url));
/** Installed once on a machine: with an empty cache the file waits for the package registry. */
const PACKAGES = join(homedir(), '.cache/suture/packages-of-tests');

const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});

describe('a service of which only the name is written', () => {
  it.each([
    ['express-commonjs', '/health', { hashed: 60 }],
    ['pnpm-workspace-fastify', '/healthz', { greeting: 'Hello, you' }],
    ['yarn-koa', '/', { ok: true }],
    ['berry-hono-swc', '/up', { ok: true }],
    ['ts-node-express', '/healthz', { ok: true }],
    ['type-stripping', '/livez', undefined],
  ])('is installed, built and started: %s', async (name, path, body) => {
    const repository = await createRepositoryOf(join(SERVICES, name));
    closers.push(repository.remove);
    const prover = proverFor(repository, null, { install: undefined, packagesFolder: PACKAGES });
    closers.unshift(() => prover.close());
    const fault = {
      code: 'FAULT_ANY',
      title: 'Any',
      route: path,
      allowedFiles: ['package.json'],
      probe: { request: { path }, expect: { status: 200, body } },
    };
    const service = attached(parseDefinition({ name: 'shop', faults: [fault] }));
    const { commit } = repository;
    const found = await prover.reproduce(
      { service, fault: faultOf(service, fault.code), commit },
      contextOf(),
    );
    expect(found).toMatchObject({ reproduced: false, failures: [] });
    expect(found.runs).toBeGreaterThan(1);
  });
});
