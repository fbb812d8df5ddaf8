import { join, relative } from 'node:path';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { timeLimit } from '../platform/deadline.ts';
import { pause } from '../platform/pause.ts';
import { untilHealthy } from '../platform/until-healthy.ts';
import { describeExit } from './describe-exit.ts';
import { builtScripts } from './frames/built-files.ts';
import type { Stage } from './stage.ts';
import { type RunningService, StartFailure, startService } from './start-service.ts';
import type { Base, BaseJob } from './tools.ts';

/** How long a service that runs may take until its health path answers 200, in milliseconds. */
const HEALTHY_MS = 15_000;
/** How long one request may take, in milliseconds. */
const ANSWER_MS = 3_000;
/** How long the service may live, in milliseconds: as long as it is asked. */
const LIFE_MS = 60_000;
/**
 * How long a service without a health path must stay up once it takes connections, in milliseconds: one that listens before it
 * reaches its database ends within it.
 */
const STAYS_MS = 1_000;
/** Between two requests, in milliseconds. */
const AGAIN_MS = 200;

/** Where services answer that they are well, the most usual first. */
const USUAL_PATHS = [
  ...['/health', '/healthz', '/up', '/livez', '/readyz', '/ping', '/status', '/healthcheck'],
  ...['/api/health', '/api/healthz', '/api/v1/health', '/'],
];

export type StartedService = Omit<RunningService, 'unanswered'> & {
  /** Addresses, as `host:port`, that it dials and that nothing stands in for. */
  unanswered(): string[];
};

/**
 * Starts the service, waits until it takes connections, and that it stays up until its health path has an answer, right or wrong.
 * @throws StartFailure when it ends, or takes none
 */
export async function checkStart(
  job: BaseJob,
  base: Base,
  stage: Stage,
  { health }: Pick<CompleteDefinition, 'health'>,
): Promise<{ value: StartedService; message: string }> {
  const [group] = stage.groups;
  if (!group) throw new Error('A stage without a group was opened.');
  const running = await startService(job, {
    ...{ worktree: base, stage, group, timeMs: LIFE_MS, signal: job.signal },
    untilHealthy: false,
  }).catch((error: unknown) => {
    throw error instanceof StartFailure ? withBuilt(error, base) : error;
  });
  try {
    await staysUp(running, health, job.signal);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { value: { ...running, unanswered: () => dialled(running) }, message: 'it takes connections' };
}

/** Where the program is not what the build wrote, as `dist/main` for `dist/src/main.js`: the script of that name which it wrote. */
function withBuilt({ message, output }: StartFailure, base: Base): StartFailure {
  const missing = /Cannot find module '(\/[^'\n]+)'/.exec(output)?.[1] ?? '';
  const [top, ...rest] = relative(join(base.folder, base.definition.root), missing).split('/');
  const name = rest.at(-1);
  const written = builtScripts(base).map((path) => relative(base.definition.root, path));
  const alike = written.filter(
    (path) =>
      path.startsWith(`${top}/`) &&
      /^(.*\/)?([^/]+?)\.[cm]?js$/.exec(path)?.[2] === name?.replace(/\.[cm]?js$/, ''),
  );
  const found = name && top !== '..' && alike.length === 1 ? `; the build writes ${alike[0]}` : '';
  return new StartFailure(`${message}${found}`, output);
}

/** A path that is not answered is for the health check to name. @throws StartFailure when the service ends meanwhile */
async function staysUp(
  { ingress, run }: RunningService,
  path: string | null,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  run.exited.then(() => ended.abort());
  const limit = timeLimit(path === null ? STAYS_MS : HEALTHY_MS);
  const until = AbortSignal.any([limit, ended.signal, signal]);
  if (path === null) await pause(STAYS_MS, until);
  else {
    const ask = () => ingress.ask({ method: 'GET', path, headers: {}, signal: until }).then(() => null);
    await untilHealthy(ask, until, AGAIN_MS);
  }
  signal.throwIfAborted();
  if (!ended.signal.aborted) return;
  const exit = await run.exited;
  throw new StartFailure(`the service ended after it took connections: ${describeExit(exit)}`, run.output());
}

/**
 * Asks the health path until it answers 200.
 * @throws StartFailure with what it answers instead, and with a usual path that does answer 200
 */
export async function checkHealth(
  service: StartedService | null,
  { health: path, healthGuessed }: Pick<CompleteDefinition, 'health' | 'healthGuessed'>,
  signal: AbortSignal,
): Promise<{ value: null; message: string }> {
  if (!service || path === null) throw new Error('There is nothing to ask for its health.');
  const until = performance.now() + HEALTHY_MS;
  const ended = new AbortController();
  service.run.exited.then(() => ended.abort());
  let last = '';
  while (performance.now() < until && !ended.signal.aborted) {
    signal.throwIfAborted();
    last = await ask(service, path, signal);
    if (last === '200') return { value: null, message: `${path} answers 200` };
    // A path that only the sources tell may be another program's: an answer is enough.
    if (healthGuessed && Number(last) < 500) {
      return { value: null, message: `${path}, which the sources name, answers ${last}` };
    }
    // What is not there will not come.
    if (last === '404') break;
    await pause(AGAIN_MS, signal);
  }
  if (ended.signal.aborted) {
    const exit = await service.run.exited;
    throw new StartFailure(
      `the service ended while it was asked: ${describeExit(exit)}`,
      service.run.output(),
    );
  }
  const others: string[] = [];
  for (const other of USUAL_PATHS.filter((each) => each !== path)) {
    if ((await ask(service, other, signal)) === '200') others.push(other);
  }
  const instead = others[0] ? `; GET ${others[0]} answers 200` : '';
  throw new StartFailure(`GET ${path} answers ${last}${instead}`, service.run.output());
}

/** The status, or in words why there is none. */
async function ask(
  { ingress }: Pick<RunningService, 'ingress'>,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  const limit = timeLimit(ANSWER_MS);
  try {
    const until = AbortSignal.any([signal, limit]);
    const { status } = await ingress.ask({ method: 'GET', path, headers: {}, signal: until });
    return String(status);
  } catch (error) {
    signal.throwIfAborted();
    return limit.aborted ? `nothing within ${ANSWER_MS} ms` : `nothing (${(error as Error).message})`;
  }
}

/** What the way out refused: nothing stands in for it. */
function dialled({ unanswered }: RunningService): string[] {
  return unanswered().map(({ host, port }) => `${host}:${port}`);
}
