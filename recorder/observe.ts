import { mkdirSync, writeFileSync } from 'node:fs';
import { messageOf } from './describe-error.ts';
import { parseDsn } from './dsn.ts';
import { findRelease } from './find-release.ts';
import { guarded } from './guarded.ts';
import { createHello } from './hello.ts';
import { type LivingMark, markLiving } from './mark-living.ts';
import { type ObserveOptions, readOptions } from './options.ts';
import { findPastDeaths, reportFatalErrors } from './past-deaths.ts';
import { watchFastify, watchHono } from './patch-frameworks.ts';
import { createPipeline } from './pipeline.ts';
import { spoolFolderOf } from './recorder.ts';
import { createRequests } from './underway.ts';
import { watchBlocking } from './watch-blocking.ts';
import { watchCrashes } from './watch-crashes.ts';
import { watchFailures } from './watch-failures.ts';
import { watchHangs } from './watch-hangs.ts';
import { watchHttpClient } from './watch-http-client.ts';
import { watchLogs } from './watch-logs.ts';
import { watchModules } from './watch-modules.ts';
import { watchPostgres } from './watch-postgres.ts';
import { watchResolvers } from './watch-resolvers.ts';
import { watchUndici } from './watch-undici.ts';

type Environment = Record<string, string | undefined>;

/** Set once a process is observed: a preload may be named twice. */
const OBSERVED = Symbol.for('suture-recorder.observed');

/**
 * Observes the HTTP servers of this process without a change of its code: what each request asks of databases, caches and
 * upstreams, which is sent to Suture when the request fails: with an answer of 5xx, a crash, or no answer. Does nothing
 * without `SUTURE_DSN`. Never throws, never waits.
 * @param module the URL of the preload; its other programs lie beside it
 */
export function observe(environment: Environment, module: string): void {
  const own = globalThis as { [OBSERVED]?: boolean };
  if (own[OBSERVED] || !environment.SUTURE_DSN) return;
  own[OBSERVED] = true;
  try {
    start(environment, environment.SUTURE_DSN, readOptions(environment), module);
  } catch (error) {
    process.stderr.write(`Suture records nothing: ${messageOf(error)}\n`);
  }
}

function start(environment: Environment, dsn: string, options: ObserveOptions, module: string): void {
  const destination = parseDsn(dsn);
  const release = findRelease(environment, process.cwd());
  const folder = environment.SUTURE_SPOOL || spoolFolderOf(dsn);
  const requests = createRequests();
  const pipeline = createPipeline({
    dsn,
    release,
    folder,
    environment,
    options,
    service: destination.service,
  });
  let living: LivingMark | null = null;
  const listening = () => {
    guarded(() => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // `suture run` reads the output of a service for failures until it sees that a recorder does it.
      if (environment.SUTURE_RUN_SIGN) writeFileSync(environment.SUTURE_RUN_SIGN, '');
      findPastDeaths(folder, pipeline.withoutRequest);
      reportFatalErrors(folder);
      living = markLiving(folder);
    });
    void pipeline.recorder.start();
    if (options.blockedMs > 0) {
      const { url, key } = destination;
      const watched = { blockedMs: options.blockedMs, url, key, folder };
      guarded(() => watchBlocking(new URL('watchdog.js', module).href, watched, failures.blocked));
    }
  };
  const hello = createHello(destination, release, { listening, asSent: pipeline.routeToSend });
  const failures = watchFailures(requests, pipeline, hello, options);
  watchHangs(requests, options.hangMs, failures.hangs);
  watchCrashes(requests, failures, () => living);
  watchHttpClient(requests);
  watchUndici(requests);
  watchLogs(requests);
  watchFastify(requests);
  watchHono(requests);
  watchResolvers(requests);
  watchPostgres(requests);
  watchModules(requests, process.cwd(), new URL('esm-hooks.js', module).href);
}
