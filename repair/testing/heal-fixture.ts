import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createAnalyzeActivities } from '../../activities/analyze-incident.ts';
import { createProposeActivities } from '../../activities/propose-fix.ts';
import { createProveActivities } from '../../activities/prove-candidates.ts';
import type { Round } from '../../activities/run.ts';
import { createLocalGit } from '../../adapters/code-host/local-git.ts';
import { createTestClone } from '../../adapters/code-host/testing.ts';
import { createRepairProvider } from '../../adapters/fix-provider/repair.ts';
import { createPostgresKnowledge } from '../../adapters/knowledge/postgres.ts';
import type { Candidate, FileVersion, Verdict } from '../../domain/fix.ts';
import type { CodeHosts } from '../../domain/ports/code-host.ts';
import type { ProofContext } from '../../domain/ports/prover.ts';
import {
  DEFINITION_FILE,
  type FaultDefinition,
  type ServiceDefinition,
} from '../../domain/service-definition.ts';
import { attached, proverFor } from '../../proof/testing.ts';
import { createStore } from '../../store/create-store.ts';
import type { Analysis } from '../../store/store.ts';
import { createTestDatabase } from '../../store/testing.ts';
import { syncRunbooks } from '../../worker/sync-runbooks.ts';
import { candidateId } from '../candidate-id.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A heal up to the point where its fix would be pushed. */
export interface Healing {
  incidentId: string;
  analysis: Analysis;
  /** All candidates that were put to the proof, in that order. */
  tried: { candidate: Candidate; verdict: Verdict }[];
  proven: { candidate: Candidate; verdict: Verdict } | null;
  /** Why nothing was proven: the provider's refusal, or how the last proof ended. */
  refusal: string | null;
  rounds: number;
}

export type FixtureHealer = Awaited<ReturnType<typeof openFixtureHealer>>;

/**
 * The heavy steps of a heal over a fixture of this folder, with everything real: git, PostgreSQL (store, knowledge with
 * the runbooks, scratch databases), the repair engine, the prover and its sandbox.
 * @param databaseUrl an administrator's
 */
export async function openFixtureHealer(fixture: string, definition: ServiceDefinition, databaseUrl: string) {
  const files = await readFolder(here(`../fixtures/${fixture}`));
  // JSON is YAML, too.
  files[DEFINITION_FILE] = JSON.stringify(definition);
  const clone = await createTestClone(files);
  const database = await createTestDatabase();
  const store = createStore({ databaseUrl: database.url });
  const knowledge = createPostgresKnowledge({ databaseUrl: database.url });
  await syncRunbooks(knowledge, here('../../docs/runbooks'));
  const codeHost = createLocalGit({ repository: join(clone.folder, '.git'), environment: process.env });
  const codeHosts: CodeHosts = { of: () => codeHost };
  const prover = proverFor({ codeHost, folder: clone.root }, databaseUrl);
  const service = {
    ...attached(definition),
    repository: { host: 'local' as const, path: join(clone.folder, '.git') },
  };
  await store.attachService(service, 'a-key-of-the-fixture');
  const provider = createRepairProvider();
  const deps = { store, codeHosts, provider, prover, knowledge, stickyTaskQueue: 'sticky' };
  const { analyzeIncident } = createAnalyzeActivities(deps);
  const { proposeFix } = createProposeActivities(deps);
  const { proveCandidates } = createProveActivities(deps);
  const step = <T>(activity: (round: Round) => Promise<T>, round: Round) =>
    new MockActivityEnvironment().run<[Round], T, (round: Round) => Promise<T>>(activity, round);
  const context: ProofContext = { signal: new AbortController().signal, heartbeat() {} };

  const faultOf = (name: string): FaultDefinition => {
    const found = definition.faults.find(({ route }) => route === `/${name}`);
    if (!found) throw new Error(`there is no fault ${name}`);
    return found;
  };

  return {
    files,
    faultOf,

    /** Analyses, proposes and proves, round by round, as the workflow does. */
    async heal(name: string): Promise<Healing> {
      const fault = faultOf(name);
      const { incidentId } = await store.recordOccurrence({
        service: service.name,
        faultCode: fault.code,
        faultType: fault.type,
        severity: fault.severity,
        route: fault.route,
        reason: 'failed',
        logLine: `FAULT route=${fault.route} reason=failed`,
        latencyMs: 10,
      });
      const round = { incidentId, healRun: 1, attempt: 1 };
      await step(analyzeIncident, round);
      const analysis = await store.getAnalysis(incidentId);
      if (!analysis) throw new Error('nothing was analysed');
      let refusal: string | null = null;
      let rounds = 0;
      for (; rounds < fault.policy.attempts && analysis.reproduction.reproduced; round.attempt += 1) {
        rounds += 1;
        const proposed = await step(proposeFix, round);
        refusal = proposed.refusal;
        if (refusal) break;
        let proof = await step(proveCandidates, round);
        // No other incident waits for its turn here.
        while (proof.more) proof = await step(proveCandidates, round);
        refusal = proof.candidateId ? null : proof.summary;
        if (proof.candidateId) break;
      }
      const tried = (await store.getAttempts(incidentId)).flatMap((attempt) => attempt.tried);
      const proven = tried.find(({ verdict }) => verdict.proven) ?? null;
      return { incidentId, analysis, tried, proven, refusal, rounds };
    },

    /** Proves a change that was made by hand, against what a heal had reproduced. */
    async prove(name: string, { analysis }: Healing, edits: FileVersion[]): Promise<Verdict> {
      const candidate: Candidate = {
        id: candidateId(edits),
        provider: 'hand',
        edits,
        rationale: 'Made by hand.',
        templates: [],
        confidence: 1,
      };
      const { commit } = analysis.evidence;
      const subject = { service, fault: faultOf(name), commit };
      return prover.prove(subject, candidate, analysis.reproduction, context);
    },

    async close() {
      await prover.close();
      await knowledge.close();
      await store.close();
      await database.drop();
      await clone.remove();
    },
  };
}

/** The texts of all files in a folder, by their paths. */
async function readFolder(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('node_modules') && !path.startsWith('dist'));
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path, await readFile(join(folder, path), 'utf8')])),
  );
}
