import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCodeHosts } from '../adapters/code-host/registry.ts';
import { createCooldowns } from '../adapters/cooldowns/registry.ts';
import { createDeliveries } from '../adapters/delivery/registry.ts';
import { createFixProvider } from '../adapters/fix-provider/registry.ts';
import { createKnowledge } from '../adapters/knowledge/registry.ts';
import { createRedisLiveEvents } from '../adapters/live-events/redis.ts';
import { createNotifiers } from '../adapters/notifier/registry.ts';
import { ownSecrets } from '../adapters/secrets/own-secrets.ts';
import { createSecretGuard } from '../adapters/secrets/secret-guard.ts';
import { SutureError } from '../domain/errors.ts';
import { Evidence } from '../domain/evidence.ts';
import type { FixRequest } from '../domain/ports/fix-provider.ts';
import type { Tracing } from '../domain/ports/tracing.ts';
import { createParseGuard } from '../platform/parse-guard.ts';
import { createProver } from '../proof/prover.ts';
import { loadSqlParser } from '../repair/sql/parser.ts';
import { createStore } from '../store/create-store.ts';
import type { AllSettings } from './settings.ts';
import { traceCommits } from './trace-commits.ts';

// `dist/worker.js` and `worker/open-ports.ts` are both one folder below the project.
const LAUNCHER = fileURLToPath(new URL('../proof/sandbox/launcher.mjs', import.meta.url));

/** A fault that the offline engine is asked for once, since its first search takes many times as long as later ones. */
const EXAMPLE: Pick<FixRequest, 'evidence' | 'files'> = {
  evidence: Evidence.parse({
    ...{ incidentId: '', service: '', faultCode: '', faultType: 'example', commit: '', request: null },
    ...{ logLines: [], runs: 1, observations: {} },
    failures: [{ count: 1, status: 500, message: 'syntax error at end of input', sqlstate: '42601' }],
  }),
  files: [{ path: 'example.ts', content: 'export const read = (db: Db) => db.query(`SELECT FROM`);\n' }],
};

/**
 * Makes the adapters that the settings name, and the store.
 * @throws SutureError `invalid_settings`, `sandbox_unavailable`
 */
export function openPorts(
  settings: AllSettings,
  environment: NodeJS.ProcessEnv,
  tracing: Tracing,
  log: (line: string) => void,
) {
  const { databaseUrl, redisUrl } = required(settings);
  const stateFolder = (name: string) => resolve(settings.STATE_DIR, name);
  // One guard for every way out.
  const guard = createSecretGuard(ownSecrets(settings, environment));
  const codeHosts = traceCommits(tracing, createCodeHosts(settings, environment, guard));
  const notifiers = createNotifiers(settings, guard);
  const parser = createParseGuard();
  const provider = createFixProvider(settings, { secrets: guard, parser });
  const cooldowns = createCooldowns(settings);
  const knowledge = createKnowledge(settings, guard, log);
  const prover = createProver({
    codeHosts,
    databaseUrl: settings.PROOF_DATABASE_URL ?? databaseUrl,
    guard: parser,
    workFolder: stateFolder('proof'),
    packagesFolder: resolve(settings.PACKAGE_CACHE ?? stateFolder('packages')),
    environment,
    sandbox: settings.SANDBOX,
    path: environment.PATH,
    launcher: LAUNCHER,
  });
  const events = createRedisLiveEvents({ url: redisUrl });
  const store = createStore({ databaseUrl, events });
  const deliveries = createDeliveries(settings, (service) => ({
    saidRelease: () => store.saidRelease(service),
    served: (route, since, method = null) => store.servedRequests(service, { method, route }, since),
  }));
  return {
    databaseUrl,
    ports: { store, codeHosts, deliveries, notifiers, provider, cooldowns, knowledge, prover },
    /** Loads what the first heal would wait for otherwise. What fails here fails again where it is used, and is reported there. */
    async warmUp() {
      parser.prepare();
      await Promise.allSettled([loadSqlParser(), guard.find(''), provider.guess?.(EXAMPLE)]);
    },
    close: () =>
      Promise.allSettled([
        prover.close(),
        knowledge.close(),
        cooldowns.close(),
        store.close(),
        events.close(),
      ]),
  };
}

function required({ DATABASE_URL, REDIS_URL }: AllSettings): { databaseUrl: string; redisUrl: string } {
  if (DATABASE_URL && REDIS_URL) return { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL };
  const missing = [!DATABASE_URL && 'DATABASE_URL', !REDIS_URL && 'REDIS_URL'].filter(Boolean);
  throw new SutureError(
    'invalid_settings',
    `Set ${missing.join(' and ')}, or use npm start, which brings its own servers.`,
  );
}
