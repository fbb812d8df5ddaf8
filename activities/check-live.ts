import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Deliveries } from '../domain/ports/delivery.ts';
import { reportsRelease } from '../domain/service.ts';
import type { Store } from '../store/store.ts';
import { definitionAt } from './read-definition.ts';
import { readRecord } from './read-subject.ts';
import { type HealRun, keyOf } from './run.ts';

export interface LiveQuestion {
  service: string;
  commit: string;
  /** The heal that waits, for its timeline; absent for a reset. */
  run?: HealRun;
}

export interface LiveDeps {
  store: Store;
  codeHosts: CodeHosts;
  deliveries: Deliveries;
}

/** Behind a load balancer one answer is not enough: it may still pass requests to an old release. */
const IN_A_ROW = 3;

export function createLiveActivities({ store, codeHosts, deliveries }: LiveDeps) {
  return {
    /**
     * Whether the running service is on a release that contains a commit. A pipeline may be done before its release takes
     * the traffic. True for a service that does not report its release.
     */
    async checkLive({ service: name, commit, run }: LiveQuestion): Promise<boolean> {
      const record = await readRecord(store, name);
      const service = await definitionAt(codeHosts, record, commit);
      if (!reportsRelease(service)) return true;
      for (let look = 0; look < IN_A_ROW; look += 1) {
        const build = await deliveries.of(service).liveBuild();
        if (build === commit) continue;
        if (build !== null && (await codeHosts.of(service).contains(build, commit))) continue;
        if (run) await note(run, commit, build);
        return false;
      }
      return true;
    },
  };

  /** Once for each release that is seen meanwhile. */
  async function note(run: HealRun, commit: string, build: string | null): Promise<void> {
    const live = build === null ? 'the service does not report its release' : `${build.slice(0, 10)} is live`;
    await store.addNote({
      incidentId: run.incidentId,
      key: keyOf(run, `not_live/${commit}/${build?.slice(0, 40) ?? 'none'}`),
      message: `The delivery is done, but ${live}; waits for a release with ${commit.slice(0, 10)}.`,
      data: { commit, live: build },
    });
  }
}
