import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createLocalGit } from '../../adapters/code-host/local-git.ts';
import type { CodeHost } from '../../domain/ports/code-host.ts';
import { Attachment } from '../../domain/service.ts';
import { DEFINITION_FILE, type FaultPolicy } from '../../domain/service-definition.ts';
import type { Store } from '../../store/store.ts';
import type { Latches } from './latches.ts';
import { definitionText, FAULTS, type Layout } from './layouts.ts';
import { headOf, makeOrigin, subjectsOf } from './repository.ts';
import { BROKEN, createWorldDelivery, startLiveService, until } from './world.ts';

export interface WorldServiceOptions {
  name: string;
  layout: Layout;
  store: Store;
  latches: Latches;
  /** An existing folder in which the repository is made. */
  folder: string;
  /** A repository that exists already. */
  origin?: string | undefined;
  /** The state of the first file at the start. */
  initially: string;
  /** Further files of the repository, by path. */
  files?: Record<string, string> | undefined;
  policy?: Partial<FaultPolicy> | undefined;
  deliver?: 'push' | 'review' | 'none' | undefined;
  verify?: 'probe' | 'watch' | undefined;
  /** Rolls out each commit by itself, and calls back. */
  autoDeliver: boolean;
  /** Serves the bare repository; local git unless given. */
  host?: ((repository: string) => Promise<{ codeHost: CodeHost; close(): Promise<void> }>) | undefined;
}

/** How a rollout of the test world goes. */
export interface DeliverOptions {
  callback?: boolean;
  head?: string;
  /** False: the pipeline is done, and the release takes no traffic yet. */
  live?: boolean;
  /** The runner is lost: a failure that is not the commit's. */
  lost?: boolean;
}

export type WorldService = Awaited<ReturnType<typeof startWorldService>>;

/** A service of the test world: its repository, the release that runs, and a pipeline that follows plain rules. */
export async function startWorldService(options: WorldServiceOptions) {
  const { name, layout, store, latches, folder, autoDeliver } = options;
  const origin = options.origin ?? join(folder, `${name}.git`);
  const first = options.origin ? await headOf(origin) : await makeOrigin(origin, filesOf(options));
  const git: CodeHost = createLocalGit({ repository: origin, environment: process.env });
  const served = await options.host?.(origin);
  const paths = FAULTS.map(layout.file);
  const web = await startLiveService(git, latches, layout);
  web.live.commit = first;
  const { delivery, outcomes, traffic } = createWorldDelivery(web.url, layout);
  const pushes: string[] = [];
  const deliveries: Promise<void>[] = [];
  let closed = false;

  const host = served?.codeHost ?? git;
  const codeHost: CodeHost = {
    ...host,
    async push(request) {
      await latches.pass('push', new AbortController().signal);
      const pushed = await host.push(request);
      return pushed.review ? pushed : noteAndDeliver(pushed);
    },
    async revert(request) {
      return noteAndDeliver(await host.revert(request));
    },
  };

  function noteAndDeliver<Pushed extends { commit: string; created: boolean }>(pushed: Pushed): Pushed {
    if (pushed.created) {
      pushes.push(pushed.commit);
      if (autoDeliver) deliveries.push(deliver(pushed.commit));
    }
    return pushed;
  }

  /** Does what a pipeline does: judges the commit, releases it, and calls back as the app passes it on. */
  async function deliver(commit: string, how: DeliverOptions = {}): Promise<void> {
    const texts = Object.values(await git.readFiles(commit, paths));
    const refused = how.lost === true || texts.some((text) => text.includes('does not deploy'));
    const status = refused ? 'failure' : 'success';
    outcomes.set(commit, how.lost ? 'pending' : status);
    if (status === 'success' && how.live !== false) web.live.commit = how.head ?? commit;
    if (how.callback === false || closed) return;
    const [subject = ''] = await subjectsOf(origin, commit);
    await until(async () => closed || (await awaited(commit, subject)));
    const incidents = (await store.listIncidents()).incidents.map(({ id }) => id);
    const waiting = await until(async () => {
      if (closed) return [];
      const ids = await store.workflowsAwaitingRollout(name, incidents);
      return ids.length > 0 && ids;
    });
    const payload = {
      service: name,
      incidents,
      status,
      commit_sha: how.head ?? commit,
      run_url: `http://delivery/runs/${commit.slice(0, 7)}`,
      detail: how.lost ? 'the runner was lost' : status === 'failure' ? 'the check failed' : '',
      ...(how.lost && { cause: 'surroundings' as const }),
      durations_ms: { check: 1, build: 2, rollout: 3 },
    };
    for (const workflowId of waiting) {
      const key = `callback/${payload.commit_sha}/${status}/${workflowId}`;
      await store.enqueue({ kind: 'signal', workflowId, signal: 'rolloutFinished', payload }, key);
    }
  }

  /** A pipeline takes seconds; by then its commit is written down, and its heal is deploying. */
  async function awaited(commit: string, subject: string): Promise<boolean> {
    if (!(await store.isKnownCommit(commit))) return false;
    if (/ Revert |RESET/.test(subject)) return true;
    const { incidents } = await store.listIncidents();
    return incidents.some(({ remediation }) => remediation?.parameters.commit === commit);
  }

  await store.attachService(
    Attachment.parse({
      name,
      repository: { host: 'local', path: origin },
      url: web.url,
      delivery: { kind: 'local', url: web.url },
    }),
    randomBytes(12).toString('hex'),
  );

  return {
    name,
    origin,
    first,
    /** The repository itself, whichever host serves it. */
    git,
    codeHost,
    delivery,
    outcomes,
    traffic,
    web,
    /** Commits that were made on the branch, oldest first. */
    pushes,
    deliver,
    /** Ends rollouts that nobody waits for, too. */
    async close(): Promise<void> {
      closed = true;
      await Promise.all(deliveries);
      await web.close();
      await served?.close();
    },
  };
}

function filesOf({
  name,
  layout,
  initially,
  files: further = {},
  policy,
  deliver,
  verify,
}: WorldServiceOptions): Record<string, string> {
  const files: Record<string, string> = {
    ...further,
    [DEFINITION_FILE]: definitionText(name, layout, { policy, deliver, verify }),
  };
  for (const fault of FAULTS) {
    files[layout.file(fault)] = fault === 'one' ? initially : BROKEN;
    const baseline = layout.baseline(fault);
    if (baseline) files[baseline] = BROKEN;
  }
  return files;
}
