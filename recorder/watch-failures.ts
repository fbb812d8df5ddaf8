import type { Hello } from './hello.ts';
import { kindOf } from './kind-of.ts';
import { mapPlaces } from './map-places.ts';
import type { ObserveOptions } from './options.ts';
import type { Pipeline } from './pipeline.ts';
import { framesOf } from './place-of.ts';
import { createRecent } from './recent.ts';
import type { FailureReport } from './recording.ts';
import { type Ending, errorOf, reportOf, reportOfCrash, statementsOf } from './report-of.ts';
import { routeOf } from './route-of.ts';
import { createSamples } from './samples.ts';
import { stackOf } from './stack-of.ts';
import type { Requests, Underway } from './underway.ts';
import { watchRequests } from './watch-requests.ts';
import { namesError } from './watch-resolvers.ts';

/** Requests with this header only verify a fix, and are not failures. */
const VERIFICATION = 'x-fault-verification';

export interface Failures {
  hangs(one: Underway, reason: string): void;
  /** @param one null: no request is known that it belongs to */
  crashed(one: Underway | null, error: unknown): void;
  /** The recording of the request that blocks the event loop, as JSON. `last`: it will be sent */
  blocked(stack: string, last: boolean): string | null;
  /** Keeps what is only counted yet on disk: the process ends. */
  drain(): void;
}

/** Decides for each request whether it failed, and hands on what did, and good ones now and then. */
export function watchFailures(
  requests: Requests,
  { recorder, fold, tableNames, toSend }: Pipeline,
  hello: Hello,
  options: ObserveOptions,
): Failures {
  const samples = createSamples();
  const recent = createRecent();
  const isVerification = (one: Underway) => one.request.headers[VERIFICATION] !== undefined;

  async function withTables(report: FailureReport, ones: readonly Underway[]): Promise<FailureReport> {
    const statements = statementsOf(ones);
    const tables = statements.length > 0 ? await tableNames(statements) : {};
    for (const step of [...(report.steps ?? []), ...(report.before ?? []).flatMap(({ steps }) => steps)]) {
      if (step.kind !== 'sql') continue;
      for (const { tableID } of step.fields) {
        const table = tables[tableID];
        if (table) step.tables[tableID] = table;
      }
    }
    return report;
  }

  function failed(one: Underway, ending: Ending): void {
    if (one.reported || isVerification(one)) return;
    one.reported = true;
    const isOut = kindOf(one, ending.how, errorOf(one, ending)) === 'exhaustion';
    const before = isOut ? recent.holding(one) : recent.before(one, requests.underway);
    const others = isOut ? [] : recent.ofOthers(one, before);
    fold.take(kindName(one, ending), () => {
      const report = reportOf(one, ending, before, others);
      return { report, complete: () => withTables(report, [one, ...before, ...others]) };
    });
  }

  function send(one: Underway, status: number): void {
    if (status >= 500) {
      failed(one, { how: 'answered', status });
      return;
    }
    samples.kept(one.name);
    const report = reportOf(one, { how: 'answered', status }, []);
    void withTables(report, [one]).then((whole) => recorder.offer(whole));
  }

  watchRequests(requests, {
    keepsAnswer: ({ name }) => options.samples && samples.wants(name),
    answered(one) {
      if (isVerification(one)) return;
      const sent = one.response?.statusCode ?? 0;
      const status = sent < 500 && one.failed && namesError(one) ? 500 : sent;
      hello.count(nameOf(one));
      if (status >= 500 || (one.keepsAnswer && !one.failed && status < 400)) {
        // What is sent is no step of a request. `exit` switches the tracking of the whole process off and on again.
        requests.storage.run(undefined, () => send(one, status));
      }
      recent.add(one);
    },
  });

  return {
    hangs: (one, reason) => failed(one, { how: 'hangs', reason }),
    crashed(one, error) {
      if (!one) return recorder.keepForNext(reportOfCrash(error));
      if (one.reported || isVerification(one)) return;
      one.reported = true;
      const before = [...requests.underway].filter((other) => other !== one).slice(-5);
      recorder.keepForNext(reportOf(one, { how: 'crashed', error }, before));
    },
    blocked(stack, last) {
      const one = requests.storage.getStore() ?? [...requests.underway].at(-1);
      if (!one || one.reported || isVerification(one)) return null;
      if (last) one.reported = true;
      const report = reportOf(
        one,
        { how: 'hangs', reason: 'blocked', error: new Blocked(mapPlaces(stack)) },
        [],
      );
      return JSON.stringify(toSend(report));
    },
    drain: () => fold.drain((report) => recorder.keepForNext(report)),
  };
}

/** What makes failures one kind before Suture has seen them: coarse, and without what differs from request to request. */
function kindName(one: Underway, ending: Ending): string {
  const error = errorOf(one, ending);
  const thrown = error instanceof Error ? error : null;
  const frame =
    /^\s+at (?!node:)(?!.*\bnode_modules\b)[^\n]+/m.exec(
      (thrown && stackOf(thrown, one.steps)) ?? (one.answeredAt ? framesOf(one.answeredAt) : ''),
    )?.[0] ?? '';
  const message = thrown?.message.slice(0, 200).replace(/["'`(].*?["'`)]|\d+/g, '') ?? '';
  const end = ending.how === 'answered' ? ending.status : ending.how;
  return `${end} ${nameOf(one)} ${thrown?.name} ${message} ${frame}`;
}

/** The method and the route, which is known by the framework once the request is answered. */
function nameOf(one: Underway): string {
  return `${one.request.method} ${routeOf(one)}`;
}

class Blocked extends Error {
  override name = 'BlockedEventLoop';

  constructor(frames: string) {
    super('The event loop is blocked.');
    this.stack = `BlockedEventLoop: ${this.message}\n${frames}`;
  }
}
