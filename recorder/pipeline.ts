import { boundRecording } from './bound-recording.ts';
import { createTableNames } from './describe-tables.ts';
import { createFold, type Fold } from './fold.ts';
import type { ObserveOptions } from './options.ts';
import { createPseudonyms } from './pseudonyms/pseudonyms.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { type FailureReport, type Recording, toRecording } from './recording.ts';

/** Recordings that may wait on disk; more failures are counted in those. */
const MOST_WAITING = 200;

export interface Pipeline {
  recorder: Recorder;
  fold: Fold;
  tableNames: ReturnType<typeof createTableNames>;
  /** A recording as it is sent. */
  toSend(report: FailureReport): Recording;
  /** A route as recordings name it: one that no framework names may hold what is somebody's. */
  routeToSend(route: string): string;
  /** A recording of a process that ended. */
  withoutRequest(message: string): Recording;
}

export interface PipelineOptions {
  dsn: string;
  service: string;
  release: string | null;
  folder: string;
  environment: Record<string, string | undefined>;
  options: ObserveOptions;
}

/** What a failure passes on its way out: storms are counted, names are made up, sizes are bounded. */
export function createPipeline(given: PipelineOptions): Pipeline {
  const { dsn, service, release, folder, environment, options } = given;
  const { keep, hide } = options;
  const pseudonyms = options.pseudonyms ? createPseudonyms({ environment, keep, hide }) : null;
  const prepare = (recording: Recording) => boundRecording(pseudonyms ? pseudonyms(recording) : recording);
  const recorder = createRecorder({ dsn, release, spoolFolder: folder, mostWaiting: MOST_WAITING, prepare });
  const toSend = (report: FailureReport) => prepare(toRecording(report, service, release));
  return {
    recorder,
    fold: createFold({ send: (report) => recorder.record(report), waiting: () => recorder.waiting() }),
    tableNames: createTableNames(),
    toSend,
    routeToSend: (route) => toSend(crashAt(route, '')).route,
    withoutRequest: (message) => toSend(crashAt('/', message)),
  };
}

/** A crash of which nothing is known but these words. */
function crashAt(route: string, message: string): FailureReport {
  return {
    ...{ faultCode: null, route, reason: 'killed', logLine: message, latencyMs: 0 },
    // The stack of this place says nothing of it.
    ...{ error: new Error(message), stack: '', kind: 'crash' },
  };
}
