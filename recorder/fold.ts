import { guarded } from './guarded.ts';
import type { FailureReport } from './recording.ts';

/** Kinds of failures that are told apart; all others are one. */
const MOST_KINDS = 200;
const ANY_OTHER = 'any other';

/** A failure that is sent. */
export interface Made {
  report: FailureReport;
  /** Adds what has to be looked up; the process must go on for that. */
  complete(): Promise<FailureReport>;
}

export interface Fold {
  /**
   * Takes a failure. The first ones of a kind are sent whole and at once, the others as one with their number.
   * @param make is called when it is sent, and only then
   */
  take(kind: string, make: () => Made): void;
  /** Sends what is counted, by another way: the process is about to end. */
  drain(send: (report: FailureReport) => void): void;
}

export interface FoldOptions {
  /** Resolves once it is sent or kept. */
  send(report: FailureReport): Promise<unknown>;
  /** Recordings that wait because Suture is away. */
  waiting(): number;
  /** Of one kind within a window, sent whole. */
  first?: number;
  /** In milliseconds. */
  window?: number;
  /** Recordings under way or waiting; with more, failures are only counted. */
  mostWaiting?: number;
}

interface Kind {
  sent: number;
  counted: number;
  /** The latest of those that are only counted. */
  latest: (() => Made) | null;
}

/** Makes a storm of failures a few recordings whose numbers add up to all. */
export function createFold(options: FoldOptions): Fold {
  const { send, waiting, first = 3, window = 10_000, mostWaiting = 20 } = options;
  const kinds = new Map<string, Kind>();
  /** Those whose window is over, with failures that are only counted. */
  const due = new Set<Kind>();
  let sending = 0;
  let timer: NodeJS.Timeout | null = null;

  function dispatch({ complete }: Made): void {
    sending += 1;
    void complete()
      .then(send)
      .catch(() => {})
      .finally(() => {
        sending -= 1;
        sendDue();
      });
  }

  function sendDue(): void {
    for (const kind of due) {
      if (waiting() + sending >= mostWaiting) return;
      due.delete(kind);
      if (kind.latest) guarded(() => dispatch(takeCounted(kind)));
    }
  }

  function close(): void {
    timer = null;
    for (const [name, kind] of kinds) {
      kind.sent = 0;
      if (kind.latest) due.add(kind);
      else kinds.delete(name);
    }
    sendDue();
    schedule();
  }

  function schedule(): void {
    if (timer || kinds.size === 0) return;
    timer = setTimeout(close, window);
    // A program that has nothing else to do may end.
    timer.unref();
  }

  return {
    take(name, make) {
      const key = kinds.has(name) || kinds.size < MOST_KINDS ? name : ANY_OTHER;
      const kind = kinds.get(key) ?? { sent: 0, counted: 0, latest: null };
      kinds.set(key, kind);
      schedule();
      if (kind.sent < first && waiting() + sending < mostWaiting) {
        kind.sent += 1;
        return dispatch(make());
      }
      kind.counted += 1;
      kind.latest = make;
    },
    drain(give) {
      for (const kind of kinds.values()) if (kind.latest) guarded(() => give(takeCounted(kind).report));
    },
  };
}

function takeCounted(kind: Kind): Made {
  const { counted, latest } = kind;
  const made = (latest as () => Made)();
  kind.counted = 0;
  kind.latest = null;
  made.report.repeated = counted - 1;
  return made;
}
