import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MockActivityEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';
import { createAnalyzeActivities } from '../../../activities/analyze-incident.ts';
import { createProposeActivities } from '../../../activities/propose-fix.ts';
import { createProveActivities } from '../../../activities/prove-candidates.ts';
import type { Round } from '../../../activities/run.ts';
import { createLocalGit } from '../../../adapters/code-host/local-git.ts';
import { createPostgresKnowledge } from '../../../adapters/knowledge/postgres.ts';
import { serve } from '../../../app/serve.ts';
import { createTestApp } from '../../../app/testing/test-app.ts';
import type { Trial } from '../../../domain/fix.ts';
import type { Incident } from '../../../domain/incident.ts';
import type { CodeHosts } from '../../../domain/ports/code-host.ts';
import type { FixProvider } from '../../../domain/ports/fix-provider.ts';
import { Attachment } from '../../../domain/service.ts';
import { DEFINITION_FILE, parseDefinition } from '../../../domain/service-definition.ts';
import { createRepositoryOf, NODE_MODULES, proverFor } from '../../../proof/testing.ts';
import { buildRecorder } from '../../../recorder/testing.ts';
import type { Analysis } from '../../../store/store.ts';
import { syncRunbooks } from '../../../worker/sync-runbooks.ts';
import { type Check, type FieldCase, readCase } from './case.ts';
import { ask } from './check-change.ts';
import { productionDatabase, runService } from './run-service.ts';
import { startUpstream } from './upstream.ts';

const FIXTURE = 'proof/fixtures/field';
/** The set-up of the SDK, and what ends a service once it has sent all. */
export const SENTRY = {
  'instrument.mjs': `import * as Sentry from '@sentry/node';
Sentry.init({ dsn: process.env.SENTRY_DSN });
`,
  'end.mjs': `import * as Sentry from '@sentry/node';
process.once('SIGTERM', () => void Sentry.close(10_000).then(() => process.exit()));
`,
};
/** The SDK of Sentry takes no key with a dash. */
const keyOf = (service: string) => `key_of_a_service_${service.replaceAll('-', '_')}`;

export interface FieldService {
  name: string;
  service: string;
  key: string;
  commit: string;
  /** Where its repository is checked out. */
  work: string;
  /** The statements that make its tables; null: it has no database. */
  tables: string | null;
  known: FieldCase;
}

export interface Report {
  preload: string[];
  environment: Record<string, string>;
  /** Adds to the module what it has to call itself. */
  change?: (text: string) => string;
}

export interface FieldRound {
  tried: Trial[];
  /** The change that the step chose. */
  chosen: Trial | null;
  refusal: string | null;
}

export type Field = Awaited<ReturnType<typeof openField>>;

/** The services of the fixture `field`, each in a repository of its own, an app that takes their errors, and the steps of a heal. */
export async function openField() {
  const app = await createTestApp({ service: null });
  const serving = await serve(app.app.fetch, { host: '127.0.0.1', port: 0 });
  const root = await createRepositoryOf(FIXTURE);
  const { store } = app;
  const recorder = join(root.folder, 'recorder');
  await Promise.all([buildRecorder(recorder), symlink(NODE_MODULES, join(root.folder, 'node_modules'))]);
  const codeHosts: CodeHosts = {
    of({ repository }) {
      if (repository.host !== 'local') throw new Error('a service of the fixture is on disk');
      return createLocalGit({ repository: repository.path, environment: process.env });
    },
  };
  const prover = proverFor(root, inject('databaseUrl'), { codeHosts });
  const knowledge = createPostgresKnowledge({ databaseUrl: app.parts.settings.DATABASE_URL ?? '' });
  await syncRunbooks(knowledge, 'docs/runbooks');
  const deps = { store, codeHosts, prover, knowledge };
  const closing: (() => unknown)[] = [];

  const step = <T>(activity: (round: Round) => Promise<T>, round: Round) =>
    new MockActivityEnvironment().run<[Round], T, (round: Round) => Promise<T>>(activity, round);

  return {
    root,

    /** Attaches a service of the fixture. @param as its name, where it is attached more than once */
    async attach(name: string, as = `field-${name}`): Promise<FieldService> {
      const source = join(FIXTURE, name);
      const tables = await readFile(join(source, 'tables.sql'), 'utf8').catch(() => null);
      const written = {
        name: as,
        build: ['node', 'build.mjs', '.'],
        output: ['dist'],
        typecheck: false,
        test: false,
        start: ['node', '--enable-source-maps', 'dist/service.mjs'],
        health: '/up',
        database: tables === null ? false : { sql: ['tables.sql'] },
        redis: false,
      };
      const repository = await createRepositoryOf(source, {
        'build.mjs': await readFile(join(FIXTURE, 'build.mjs'), 'utf8'),
        'package.json': await readFile(join(FIXTURE, 'package.json'), 'utf8'),
        // JSON is YAML, too.
        [DEFINITION_FILE]: JSON.stringify(written),
      });
      closing.push(repository.remove);
      const { commit, folder, codeHost } = repository;
      const work = join(folder, 'work');
      const attachment = Attachment.parse({
        name: as,
        repository: { host: 'local', path: join(work, '.git') },
        delivery: { kind: 'watched' },
      });
      const key = keyOf(as);
      await store.attachService(attachment, key);
      await store.saveServiceFiles(as, commit, await codeHost.listFiles(commit));
      await store.saveDefinition(as, commit, parseDefinition(written), null);
      return { name, service: as, key, commit, work, tables, known: await readCase(name) };
    },

    /**
     * Starts a service with its database and its upstream, as in production.
     * @param report what reports its errors: modules that are loaded first, and what they need to know
     */
    async start({ service, work, tables, known }: FieldService, report: Report) {
      const folder = join(root.folder, 'live', service);
      const upstream = await startUpstream(known.upstream ?? {});
      closing.push(upstream.close);
      const environment: Record<string, string> = { UPSTREAM_URL: upstream.url, ...report.environment };
      if (tables) environment.DATABASE_URL = await productionDatabase([tables, ...(known.setup ?? [])]);
      const source = join(work, 'service.ts');
      if (report.change) await writeFile(source, report.change(await readFile(source, 'utf8')));
      const live = await runService(source, folder, { environment, preload: report.preload });
      closing.push(live.stop);
      return { ...live, ask: (check: Check) => ask(live.url, check) };
    },

    /** The recorder as what reports the errors of a service. @param environment of further options */
    recorderOf({ service, key, commit }: FieldService, environment: Record<string, string>): Report {
      return {
        preload: [pathToFileURL(join(recorder, 'register.js')).href],
        environment: {
          SUTURE_DSN: `http://${key}@127.0.0.1:${serving.address.port}/${service}`,
          SUTURE_SPOOL: join(root.folder, 'spool', service),
          SUTURE_RELEASE: commit,
          ...environment,
        },
      };
    },

    /**
     * The SDK of Sentry as what reports the errors of a service, set up as its documentation says. SIGTERM sends what waits, and
     * ends the service.
     * @param change adds to the module what it has to call itself
     */
    async sentryOf({ service, key, commit }: FieldService, change?: Report['change']): Promise<Report> {
      const folder = join(root.folder, 'live', service);
      await mkdir(folder, { recursive: true });
      const preload = Object.entries(SENTRY).map(async ([name, text]) => {
        await writeFile(join(folder, name), text);
        return pathToFileURL(join(folder, name)).href;
      });
      const SENTRY_DSN = `http://${key}@127.0.0.1:${serving.address.port}/${service}/1`;
      const environment = { SENTRY_DSN, SENTRY_RELEASE: commit };
      return { preload: await Promise.all(preload), environment, ...(change && { change }) };
    },

    /** Sends what a crash left on disk, as `suture run` does. */
    async flush({ environment }: Report) {
      await once(spawn(process.execPath, [join(recorder, 'flush.js')], { env: environment }), 'exit');
    },

    async incidentsOf({ service }: FieldService): Promise<Incident[]> {
      const { incidents } = await store.listIncidents();
      return incidents.filter((incident) => incident.service === service);
    },

    /** The place of an incident: the innermost frame in the service's own code. */
    async placeOf({ service, error_code: code }: Pick<Incident, 'service' | 'error_code'>) {
      const fault = await store.discoveredFault(service, code);
      const { file, function: name, mapped } = fault?.frames.find(({ inApp }) => inApp) ?? {};
      return { file, function: name, mapped };
    },

    /** Replays the failure of an incident, and looks up what is known of it. */
    async analyze(incidentId: string): Promise<Analysis> {
      const { analyzeIncident } = createAnalyzeActivities({ ...deps, stickyTaskQueue: 'sticky' });
      await step(analyzeIncident, { incidentId, healRun: 1, attempt: 1 });
      const analysis = await store.getAnalysis(incidentId);
      if (!analysis) throw new Error('nothing was analysed');
      return analysis;
    },

    /** One round of an analysed incident: asks a provider for changes, and proves them. */
    async attempt(incidentId: string, attempt: number, provider: FixProvider): Promise<FieldRound> {
      const { proposeFix } = createProposeActivities({ ...deps, provider });
      const { proveCandidates } = createProveActivities(deps);
      const round = { incidentId, healRun: 1, attempt };
      const { refusal } = await step(proposeFix, round);
      if (refusal) return { tried: [], chosen: null, refusal };
      let proof = await step(proveCandidates, round);
      // No other incident waits for its turn here.
      while (proof.more) proof = await step(proveCandidates, round);
      const own = (await store.getAttempts(incidentId)).find(({ number }) => number === attempt);
      const tried = own?.tried ?? [];
      const chosen = tried.find(({ candidate }) => candidate.id === proof.candidateId) ?? null;
      return { tried, chosen, refusal: chosen ? null : proof.summary };
    },

    async close() {
      for (const each of closing) await each();
      await prover.close();
      await knowledge.close();
      await serving.close(0);
      await app.close();
      await root.remove();
    },
  };
}
