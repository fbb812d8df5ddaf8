import { Context } from '@temporalio/activity';
import { isUndeclared } from '../domain/discovered-fault.ts';
import { evidenceOf } from '../domain/evidence-of.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Knowledge } from '../domain/ports/knowledge.ts';
import type { Prover } from '../domain/ports/prover.ts';
import { readyService } from '../domain/service.ts';
import type { Work } from '../domain/time-to-heal.ts';
import type { Store } from '../store/store.ts';
import { addCalledFiles } from './add-called-files.ts';
import type { EarlyProofs } from './early-proof.ts';
import { longStep } from './long-step.ts';
import { mapFrames } from './map-frames.ts';
import { refreshDefinition } from './read-definition.ts';
import { readAttached, readFault, readFurther } from './read-subject.ts';
import { lackOf } from './recording-lack.ts';
import { keyOf, type Round } from './run.ts';

/** How many runbooks and past fixes a provider is handed. */
const HITS = 5;

export interface Analyzed {
  reproduced: boolean;
  /** The head that was read; candidates stand on it. */
  commit: string;
  /** One sentence. */
  summary: string;
  /** The sticky task queue: of the process that has the worktree. Absent in histories from before there was one. */
  stickyTaskQueue?: string;
  /** {@link Analyzed.stickyTaskQueue} as a worker of 0.1 names it. */
  bench?: string;
}

export interface AnalyzeDeps {
  store: Store;
  codeHosts: CodeHosts;
  prover: Prover;
  knowledge: Knowledge;
  /** Absent: each proof begins after the replay. */
  earlyProofs?: EarlyProofs;
  /** The task queue of this very process, where the worktree of an analysis stays. */
  stickyTaskQueue: string;
}

export function createAnalyzeActivities(deps: AnalyzeDeps) {
  const { store, codeHosts, prover, knowledge, earlyProofs, stickyTaskQueue } = deps;
  return {
    /** Reads the head and its `suture.yaml`, replays the fault in the sandbox, and looks up what is known of such faults. */
    async analyzeIncident(round: Round): Promise<Analyzed> {
      const { incident, record } = await readAttached(store, round.incidentId);
      await store.moveIncident({
        incidentId: incident.id,
        key: keyOf(round, `analyzing/${round.attempt}`),
        to: 'analyzing',
        message: `Replays the fault in the sandbox (${prover.name}).`,
      });
      return longStep(async (step) => {
        // One head for all: the definition, the sandbox and the candidates.
        const fresh = (await refreshDefinition({ store, codeHosts }, record.name)) ?? record;
        const service = readyService(fresh);
        await mapFrames({ store, codeHosts, prover }, fresh, incident, keyOf(round, 'mapped'), step);
        await addCalledFiles({ store, codeHosts }, service, incident);
        const { fault, recording, good, otherRoutes, places } = await readFault(store, service, incident);
        const further = await readFurther(store, incident.id, recording);
        const commit = service.definitionCommit;
        const subject = { service, fault, commit, recording, good, otherRoutes, further };
        const reproducing = prover.reproduce(subject, step);
        // A worker that died in this step before gets no more to do in it than it must.
        if (Context.current().info.attempt === 1) earlyProofs?.begin(incident.id, subject, reproducing);
        const reproduction = await reproducing;
        const evidence = evidenceOf(subject, reproduction, {
          incidentId: incident.id,
          logLines: incident.breadcrumbs.recent_logs,
          places,
        });
        const { hits, note } = await knowledge.search(evidence, HITS);
        if (note) {
          const key = keyOf(round, `knowledge/${round.attempt}`);
          await store.addNote({ incidentId: incident.id, key, message: note });
        }
        await store.saveAnalysis(incident.id, { evidence, reproduction, knowledge: hits });

        const failed = reproduction.failures.reduce((sum, failure) => sum + failure.count, 0);
        const work: Work = {
          kind: 'reproduce',
          ms: reproduction.durationMs,
          attempt: null,
          subject: commit,
          refused: false,
        };
        const { missing = [], differences = [] } = reproduction;
        const alike = reproduction.further?.length ?? 0;
        const others =
          alike > 0 ? ` Of further recordings with other requests, ${alike} fail in the same way.` : '';
        const ran = `${failed} of ${reproduction.runs} runs failed on ${commit.slice(0, 10)}.${others}`;
        const lacking = isUndeclared(fault) ? lackOf(recording) : [];
        const summary = reproduction.reproduced
          ? ran
          : [ran, ...differences, ...missing, ...lacking].join(' ');
        await store.addNote({
          incidentId: incident.id,
          key: keyOf(round, `reproduced/${round.attempt}`),
          message: reproduction.reproduced ? `Reproduced: ${summary}` : `Not reproduced: ${summary}`,
          data: {
            commit,
            reproduced: reproduction.reproduced,
            differences,
            missing: [...missing, ...lacking],
            failures: reproduction.failures.slice(0, 3).map(({ message, count }) => ({ message, count })),
            knowledge: hits.map(({ id, kind, title }) => ({ id, kind, title })),
            work: [work],
          },
        });
        return { reproduced: reproduction.reproduced, commit, summary, stickyTaskQueue };
      });
    },
  };
}
