import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Candidate, FileVersion } from '../domain/fix.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { ProofContext, ProofSubject } from '../domain/ports/prover.ts';
import { Attachment, faultOf, type Service } from '../domain/service.ts';
import { parseDefinition, type ServiceDefinition } from '../domain/service-definition.ts';
import type { Installed } from './packages/packages.ts';
import { createProver, type ProverDependencies } from './prover.ts';
import { findBubblewrap } from './sandbox/bubblewrap.ts';

const run = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The repository's own packages, which fixtures are run with. */
export const NODE_MODULES = here('../node_modules');

/** The repository's own packages as those of a service. */
export const OWN_PACKAGES: Installed = {
  packages: { home: dirname(NODE_MODULES), modules: ['node_modules'] },
  node: null,
};

/** A working bubblewrap: on PATH, in the cache, or where `BWRAP` says. */
export function bubblewrapForTests(): string | null {
  return findBubblewrap({
    bwrapPath: process.env.BWRAP,
    path: process.env.PATH,
    cacheFolder: join(homedir(), '.cache/suture'),
  });
}

/** A git repository with one commit: the files of a fixture, and further ones over them. */
export function createRepository(
  fixture: string,
  files: Record<string, string> = {},
): ReturnType<typeof createRepositoryOf> {
  return createRepositoryOf(here(`./fixtures/${fixture}`), files);
}

/** The same of any folder. */
export async function createRepositoryOf(
  source: string,
  files: Record<string, string> = {},
): Promise<{ codeHost: CodeHost; commit: string; folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'proof-test-'));
  const work = join(folder, 'work');
  await cp(source, work, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(work, path, '..'), { recursive: true });
    await writeFile(join(work, path), content);
  }
  const git = async (...args: string[]) => (await run('git', args, { cwd: work })).stdout;
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '-m', 'a service');
  const commit = (await git('rev-parse', 'HEAD')).trim();
  let checkouts: Promise<unknown> = Promise.resolve();
  const refuse = () => Promise.reject(new Error('a proof does not write'));
  const codeHost: CodeHost = {
    name: 'test',
    head: async () => commit,
    async readFiles(at, paths) {
      const read = paths.map(async (path) => [path, await git('show', `${at}:${path}`).catch(() => null)]);
      return Object.fromEntries((await Promise.all(read)).filter(([, text]) => text !== null));
    },
    listFiles: async (at) => (await git('ls-tree', '-r', '--name-only', at)).trim().split('\n'),
    async checkout(at, target) {
      await mkdir(target, { recursive: true });
      // Git locks its index meanwhile.
      checkouts = checkouts.then(() =>
        git(`--work-tree=${target}`, 'checkout', '--quiet', '--force', at, '--', '.'),
      );
      await checkouts;
    },
    push: refuse,
    revert: refuse,
    findByKey: refuse,
    review: refuse,
    withdraw: refuse,
    contains: refuse,
  };
  return { codeHost, commit, folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A definition as an attached service. Nothing listens on its addresses. */
export function attached(definition: ServiceDefinition): Service {
  const attachment = Attachment.parse({
    name: definition.name,
    repository: { host: 'local', path: '/srv/git/test.git' },
    url: 'http://127.0.0.1:9',
    delivery: { kind: 'local', url: 'http://127.0.0.1:9' },
  });
  return { ...attachment, definition, definitionCommit: 'd'.repeat(40) };
}

/** The fixture `shop`: `/statement`, `/slow`, `/stock` and `/price` fail. It writes `out/`, and has no health path. */
export const shop = parseDefinition({
  name: 'shop',
  build: ['node', 'build.mjs'],
  output: ['out'],
  typecheck: ['node_modules/.bin/tsc', '-p', '.'],
  start: ['node', 'server.mjs'],
  // The path in its sources belongs to its stand-in.
  health: false,
  environment: { CURRENCY: 'EUR' },
  database: {
    kind: 'postgres',
    variable: 'SHOP_DATABASE',
    migrate: ['node', 'migrate.mjs'],
    seed: 'node seed.mjs',
  },
  upstreams: [
    {
      name: 'prices',
      command: ['node', 'prices.mjs'],
      env: { PORT: '{port}' },
      health: '/health',
      variable: 'PRICES_URL',
    },
  ],
  vary: { price: { upstream: 'prices', variable: 'PRICE', production: 7, range: [1, 1_000_000] } },
  faults: [
    fault('STATEMENT', 'faults/statement.mjs', request('/statement', { ok: true })),
    fault('SLOW', 'faults/slow.mjs', request('/slow', { ok: true })),
    fault('STOCK', 'faults/stock.mjs', request('/stock', { amount: 12 })),
    fault('PRICE', 'faults/price.mjs', request('/price', { price: '$price' }), {
      successRate: 0.9,
      confidence: 0.95,
    }),
    fault('LIST', 'faults/list.mjs', { kind: 'command', command: ['node', 'check.mjs'], timeoutMs: 5_000 }),
  ],
});

function request(path: string, body: unknown) {
  return { request: { method: 'POST', path }, expect: { status: 200, body }, timeoutMs: 8_000 };
}

function fault(code: string, file: string, probe: unknown, assurance?: unknown) {
  return {
    code: `FAULT_${code}`,
    type: 'test',
    title: code,
    severity: 'low',
    route: `/${code.toLowerCase()}`,
    logMarker: 'FAULT',
    allowedFiles: [file],
    baselineFile: file,
    probe,
    ...(assurance ? { assurance } : {}),
  };
}

/** One of the shop's faults as the subject of a proof. */
export function subjectOf(
  code: string,
  commit: string,
  changes: Partial<ServiceDefinition> = {},
): ProofSubject {
  const service = attached({ ...shop, ...changes });
  return { service, fault: faultOf(service, `FAULT_${code}`), commit };
}

export function candidateOf(...edits: FileVersion[]): Candidate {
  return { id: 'c1', provider: 'test', edits, rationale: '', templates: [], confidence: 1 };
}

export function contextOf(signal = new AbortController().signal): ProofContext & { beats: string[] } {
  const beats: string[] = [];
  return { signal, beats, heartbeat: (detail) => beats.push(detail) };
}

/** A prover on the shop's repository, with a work folder of its own. */
export function proverFor(
  repository: { codeHost: CodeHost; folder: string },
  databaseUrl: string | null,
  options: Partial<ProverDependencies> = {},
) {
  return createProver({
    codeHosts: { of: () => repository.codeHost },
    databaseUrl,
    workFolder: join(repository.folder, 'proof'),
    packagesFolder: join(repository.folder, 'packages'),
    environment: process.env,
    // Fixtures have no lockfile: they run with the packages of this repository.
    install: async () => OWN_PACKAGES,
    sandbox: 'auto',
    bwrapPath: bubblewrapForTests() ?? undefined,
    ...options,
  });
}
