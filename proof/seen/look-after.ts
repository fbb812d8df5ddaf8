import type { Conduct } from '../../domain/ports/prover.ts';
import { timeLimit } from '../../platform/deadline.ts';
import { withinOwnTime } from '../own-time.ts';
import type { Report } from '../sandbox/observer.ts';
import type { RunningService } from '../start-service.ts';
import type { Further } from './ask-again.ts';
import { lookOutside, NOT_SEEN } from './look-outside.ts';

/** How long a service may take to report what is left, in milliseconds: its event loop may be busy. */
const LOOK_MS = 15_000;
/** How long a service may take to end when it is asked to, in milliseconds of its own time; platforms give it ten seconds or more. */
const STOP_MS = 3_000;

/** What the services of one candidate showed after their last answer. */
export interface Aftermath {
  conduct: Omit<Conduct, 'statements' | 'requests'>;
  /** What no proof can pass over, in words: a process that ended by itself, a report that cannot be read. */
  wrong: string[];
  /** Whether the services were asked to stop. */
  asked: boolean;
  /** Whether a busy machine left open what a further request would have shown. */
  late: boolean;
}

/**
 * Looks at services that have answered all, and asks them to stop.
 * @param options.isolated whether they have network and files of their own
 * @param options.further what is still done with the services after the look at what they left
 */
export async function lookAfter(
  services: RunningService[],
  { isolated, further, signal }: { isolated: boolean; further: () => Promise<Further>; signal: AbortSignal },
): Promise<Aftermath> {
  // Further requests may be given up, and would leave what they wait for.
  const looks = await Promise.all(services.map((service) => lookFirst(service, signal)));
  const { wrong, givenUp, late = false } = await further();
  const found = await Promise.all(
    services.map((service, index) =>
      lookAfterOne(service, { isolated, first: looks[index] as First, givenUp, signal }),
    ),
  );
  const all = <T>(pick: (one: Aftermath['conduct']) => T[]) => [
    ...new Set(found.flatMap(({ conduct }) => pick(conduct))),
  ];
  const listeners: Record<string, number> = {};
  for (const { conduct } of found) {
    for (const [name, count] of Object.entries(conduct.listeners)) {
      listeners[name] = Math.max(listeners[name] ?? 0, count);
    }
  }
  const most = [...found].sort((a, b) => b.conduct.processes.length - a.conduct.processes.length)[0];
  const listening = found.map(({ conduct }) => conduct.listening).filter((count) => count !== null);
  return {
    conduct: {
      did: all(({ did }) => did),
      looked: found.every(({ conduct }) => conduct.looked),
      timers: all(({ timers }) => timers),
      listeners,
      processes: most?.conduct.processes ?? [],
      listening: listening.length > 0 ? Math.max(...listening) : null,
      files: all(({ files }) => files),
      exitCode: found[0]?.conduct.exitCode ?? null,
    },
    asked: found.every(({ asked }) => asked),
    late,
    wrong: [...new Set([...wrong, ...found.flatMap((one) => one.wrong)])],
  };
}

/** What a service showed after the last run, before anything else is asked of it. */
interface First {
  looked: 'seen' | 'silent' | 'gone';
  report: Report;
}

async function lookFirst({ observer }: RunningService, signal: AbortSignal): Promise<First> {
  const looked = await observer.look(AbortSignal.any([signal, timeLimit(LOOK_MS)]));
  return { looked, report: observer.report() };
}

async function lookAfterOne(
  service: RunningService,
  {
    isolated,
    first,
    givenUp,
    signal,
  }: { isolated: boolean; first: First; givenUp: boolean; signal: AbortSignal },
): Promise<Omit<Aftermath, 'late'>> {
  const { group, observer, run } = service;
  const around = { delayed: service, signal };
  const wrong: string[] = [];
  // Also of programs that do not report what they do.
  const dialled = group.wayOut.relay.dialled().map((to) => `dial ${to}`);
  const looked = await observer.look(AbortSignal.any([signal, timeLimit(LOOK_MS)]));
  const outside = run.pid === undefined ? NOT_SEEN : lookOutside(run.pid, isolated);
  if (first.looked === 'gone') {
    const early = await withinOwnTime(run.exited, STOP_MS, around);
    wrong.push(`the service ended by itself after its answer, with exit code ${early?.code ?? 'unknown'}`);
  }
  // What still works on a request may end late, and what had no database or upstream may have ended.
  const asked = looked === 'seen' && !givenUp && observer.askToStop();
  const exit = asked ? await withinOwnTime(run.exited, STOP_MS, around) : null;
  signal.throwIfAborted();
  const report = observer.report();
  if (report.broken) wrong.push(report.broken);
  const known = new Set(first.report.did);
  return {
    conduct: {
      ...outside,
      // The unchanged service was never left without a database, and might have thrown as well.
      did: [...new Set([...report.did, ...dialled, ...outside.did])].filter(
        (one) => known.has(one) || !ERROR.test(one),
      ),
      looked: first.looked === 'seen',
      timers: first.report.left.map(({ kind, ms, place }) => `${kind} of ${ms} ms, set by ${place}`),
      listeners: first.report.listeners,
      exitCode: exit?.code ?? null,
    },
    wrong,
    asked,
  };
}

const ERROR = /^(?:unhandledRejection|uncaughtException) /;
