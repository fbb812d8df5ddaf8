import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createCodeHosts } from '../../adapters/code-host/registry.ts';
import { createFixProvider } from '../../adapters/fix-provider/registry.ts';
import { ownSecrets } from '../../adapters/secrets/own-secrets.ts';
import { createSecretGuard } from '../../adapters/secrets/secret-guard.ts';
import type { SourceTree } from '../../domain/detection/source-tree.ts';
import type { CodeHost } from '../../domain/ports/code-host.ts';
import type { FixProvider } from '../../domain/ports/fix-provider.ts';
import type { Environment } from '../../platform/find-program.ts';
import { createParseGuard } from '../../platform/parse-guard.ts';
import { readCheckout } from '../../platform/read-source-tree.ts';
import { createProver, type LocalProver } from '../../proof/prover.ts';
import type { PreparationStep } from '../../proof/tools.ts';
import { obtainSandbox, obtainScratchRedis, withCachedPrograms } from '../machine.ts';
import { openStateFolder, readSecrets } from '../state.ts';
import { ownSettings } from './own-settings.ts';
import { type LocalRepository, readRepository } from './read-repository.ts';
import { type LocalService, readService } from './read-service.ts';
import { startScratchServer } from './scratch-server.ts';

/** Where a person stands, and how this machine works. */
export interface LocalOptions {
  folder: string;
  /** Absent: HEAD. */
  commit?: string | undefined;
  environment: Environment;
  /** Root of Suture itself. */
  root: string;
  launcher: string;
  /** For what is fetched or started before anything is checked. */
  say(line: string): void;
  signal: AbortSignal;
}

export interface Local {
  repository: LocalRepository;
  tree: SourceTree;
  codeHost: CodeHost;
  /** The isolation in use. */
  sandbox: string;
  /** @throws SutureError `invalid_definition` */
  readService(): LocalService;
  /** Starts what proofs of the service need. */
  openProver(service: LocalService, step?: PreparationStep): Promise<LocalProver>;
  /** @param model asks this model of Claude, too */
  openProvider(model: string | null): FixProvider;
  close(): Promise<void>;
}

export type { LocalProver };

/**
 * Everything that checks and heals need on this machine, without Temporal and without a Suture that runs. The repository is only
 * read; what is made lies in Suture's state folder, and ends with `close`.
 * @throws SutureError `not_a_repository`, `unknown_commit`, `invalid_settings`
 */
export async function openLocal(options: LocalOptions): Promise<Local> {
  const { folder, commit, environment, signal } = options;
  const repository = await readRepository(folder, commit, environment);
  const settings = ownSettings(environment);
  const state = openStateFolder(settings.STATE_DIR);
  const guard = createSecretGuard(ownSecrets(settings));
  const parser = createParseGuard();
  const codeHosts = createCodeHosts(settings, environment, guard);
  const source = { name: 'local', repository: { host: 'local' as const, path: repository.root } };
  const checkout = await mkdtemp(join(tmpdir(), 'suture-commit-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(checkout, { recursive: true, force: true })];
  const close = async () => {
    for (const work of undo.splice(0).reverse()) await work();
  };

  async function databaseUrl(): Promise<string> {
    if (settings.PROOF_DATABASE_URL) return settings.PROOF_DATABASE_URL;
    const server = await startScratchServer({
      folder: join(state.root, 'scratch-postgres'),
      password: readSecrets(state).databasePassword,
      ...{ environment, signal },
    });
    undo.push(() => server.stop());
    return server.url;
  }

  try {
    await codeHosts.of(source).checkout(repository.commit, checkout);
    const sandbox = await obtainSandbox(options);
    return {
      repository,
      tree: readCheckout(checkout),
      codeHost: codeHosts.of(source),
      sandbox: sandbox ? 'bubblewrap' : 'process',
      readService() {
        return readService(repository, readCheckout(checkout), commit !== undefined);
      },
      async openProver({ complete }, step) {
        if (complete.redis) await obtainScratchRedis(options);
        const prover = createProver({
          codeHosts,
          guard: parser,
          databaseUrl: complete.database ? await databaseUrl() : null,
          workFolder: resolve(state.root, 'proof'),
          packagesFolder: resolve(settings.PACKAGE_CACHE ?? resolve(state.root, 'packages')),
          environment,
          sandbox: sandbox ? settings.SANDBOX : 'process',
          path: withCachedPrograms(environment).PATH,
          launcher: options.launcher,
          step,
        });
        undo.push(() => prover.close());
        await prover.sweep();
        return prover;
      },
      openProvider(model) {
        const providers = { FIX_PROVIDERS: model === null ? 'repair' : 'repair,claude' };
        const named = model ? { ANTHROPIC_MODEL: model } : {};
        return createFixProvider(ownSettings(environment, { ...providers, ...named }), {
          secrets: guard,
          parser,
        });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
