import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { SutureError } from '../domain/errors.ts';

/** Workers that one step may take with it: more than a person or a deployment ends by chance at the same step. */
const DEATHS = 5;
/** By how much more a step may wait after each death, in milliseconds. */
const APART_MS = 1_000;

/** What a try of a step reports while it works, for the next one. */
interface Trace {
  /** Shown in the Temporal Web UI. */
  detail: string;
  /** Tries before this one after which no worker was left. */
  deaths: number;
  /** The process of this try. */
  process: string;
  /** False once it has ended, well or badly. */
  running: boolean;
}

/** A process id may be that of an earlier process. */
const PROCESS = randomUUID();

// biome-ignore lint/suspicious/noExplicitAny: any function can be an activity
type Activities = Record<string, (...input: any[]) => Promise<unknown>>;

/** Reports that the step works, and how far it is. */
export function beat(detail: string): void {
  const context = Context.current();
  report(context, { detail, running: true });
}

/**
 * Ends a step that has ended its worker several times: some input kills the process that reads it, and nobody else's
 * step would come to an end beside it.
 * @throws SutureError `worker_killed`
 */
export function notDeadly<T extends Activities>(activities: T): T {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      async (...input: unknown[]) => {
        const context = Context.current();
        const deaths = deathsBefore(context);
        if (deaths >= DEATHS) throw killed(name, deaths);
        report(context, { detail: '', running: true });
        try {
          // Steps that died together start apart, so that the harmless ones end before the deadly one.
          if (deaths > 1) await context.sleep(Math.random() * deaths * APART_MS);
          return await activity(...input);
        } finally {
          report(context, { detail: '', running: false });
        }
      },
    ]),
  ) as T;
}

function report(context: Context, { detail, running }: Pick<Trace, 'detail' | 'running'>): void {
  const trace: Trace = { detail, deaths: deathsBefore(context), process: PROCESS, running };
  context.heartbeat(trace);
}

/** Temporal keeps the last report of a try for the next. A worker of an earlier release reported a text. */
function deathsBefore({ info }: Context): number {
  const last: unknown = info.heartbeatDetails;
  if (typeof last !== 'object' || last === null || !('deaths' in last)) return 0;
  const { deaths, running, process } = last as Trace;
  return deaths + (running && process !== PROCESS ? 1 : 0);
}

function killed(step: string, deaths: number): ApplicationFailure {
  const { type, message } = new SutureError(
    'worker_killed',
    `The worker died ${deaths} times in the step ${step}, so it is not tried again. Look into the worker's log for what ended it, then retry the incident.`,
  );
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}
