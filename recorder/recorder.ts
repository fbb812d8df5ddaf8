import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './describe-error.ts';
import { parseDsn } from './dsn.ts';
import { type FailureReport, type Recording, toRecording } from './recording.ts';
import { createResender } from './resend.ts';
import { createSemaphore } from './semaphore.ts';
import { NotSent, send } from './send.ts';
import { createSpool, type SpoolOptions } from './spool.ts';
import { writeLine } from './write-line.ts';

export interface Recorder {
  /**
   * Resolves once Suture has the recording, or the spool. Never throws.
   * @returns the incident's id; null while the recording waits to be sent, and where no fault declares it
   */
  record(report: FailureReport): Promise<string | null>;
  /** Sends a good request, once; it is dropped where that fails, or something else waits. Never throws. */
  offer(report: FailureReport): Promise<void>;
  /** Keeps a failure on disk, without a wait: this process is about to end. If it lives on, it sends it. Never throws. */
  keepForNext(report: FailureReport): void;
  /** Takes over what earlier processes left in the spool. Never throws. */
  start(): Promise<void>;
  /** The number of recordings that wait to be sent. */
  waiting(): number;
  /** Tries once more to send; what still waits stays in the spool for the next process. Never throws. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  /** `http://<key>@<host>:<port>/<service>`. Absent or empty: nothing is recorded, and `record` returns null. */
  dsn?: string | undefined;
  /** Keeps what could not be sent; it must outlive a release. Absent: a folder below the user's state folder. */
  spoolFolder?: string | undefined;
  /** The commit that runs. */
  release?: string | null | undefined;
  /** Writes one line to the service's log. Absent: stderr. */
  log?: ((line: string) => void) | undefined;
  /** Waits between the tries within a request, in milliseconds. */
  retries?: readonly number[];
  /** The longest that `record` waits for Suture, in milliseconds. */
  patience?: number;
  /** The first wait before the spool is sent again, doubled up to `longestBackoff`, in milliseconds. */
  backoff?: number;
  longestBackoff?: number;
  /** Recordings that may wait; further ones are dropped, and the log says so. */
  mostWaiting?: number;
  /** Changes a recording before it is kept or sent: removes what is personal, and cuts it. */
  prepare?: (recording: Recording) => Recording;
  /** For tests: which process this is. */
  process?: Omit<SpoolOptions, 'log'>;
}

/** Connections to Suture at a time, so that a storm of failures does not become a storm there. */
const CONCURRENT = 5;

/**
 * Sends failing requests to Suture and loses none while Suture is away.
 * @throws Error when the DSN is malformed; nothing else ever throws
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { dsn, release = null, retries = [50, 200], patience = 3_000, backoff = 250 } = options;
  const { longestBackoff = 4_000, mostWaiting = 10_000, prepare = same } = options;
  const log = options.log ?? ((line: string) => writeLine(line));
  if (!dsn) return silent;

  const destination = parseDsn(dsn);
  const spool = createSpool(options.spoolFolder || spoolFolderOf(dsn), { log, ...options.process });
  const semaphore = createSemaphore(CONCURRENT);
  const post = (recording: Recording, signal: AbortSignal) =>
    semaphore(() => send(destination, recording, signal));
  const resender = createResender({ post, spool, log, backoff, longestBackoff, mostWaiting });

  async function tryNow(recording: Recording): Promise<string | null> {
    const deadline = AbortSignal.timeout(patience);
    // While others wait, one try is enough to see whether Suture is back.
    for (const pause of resender.waiting() > 0 ? [] : retries) {
      try {
        return await post(recording, deadline);
      } catch (error) {
        if (deadline.aborted || (error instanceof NotSent && error.obstacle === 'refused')) throw error;
        await sleep(pause);
      }
    }
    return post(recording, deadline);
  }

  return {
    async record(report) {
      try {
        const recording = prepare(toRecording(report, destination.service, release));
        try {
          return await tryNow(recording);
        } catch (error) {
          log(`Failed to create incident, the recording is kept (${messageOf(error)}): ${recording.logLine}`);
          await resender.keep(recording, error);
        }
      } catch (error) {
        log(`A failure cannot be recorded: ${messageOf(error)}`);
      }
      return null;
    },
    async offer(report) {
      try {
        if (resender.waiting() > 0) return;
        await post(prepare(toRecording(report, destination.service, release)), AbortSignal.timeout(patience));
      } catch {
        // The next good request is as good.
      }
    },
    keepForNext(report) {
      try {
        resender.add(spool.putNow(prepare(toRecording(report, destination.service, release))));
      } catch (error) {
        log(`A failure cannot be recorded: ${messageOf(error)}`);
      }
    },
    start: () => resender.start(),
    waiting: () => resender.waiting(),
    close: () => resender.close(),
  };
}

const same = (recording: Recording) => recording;

const silent: Recorder = {
  record: async () => null,
  offer: async () => {},
  keepForNext: () => {},
  start: async () => {},
  waiting: () => 0,
  close: async () => {},
};

/** One folder for each DSN, so that two services of a user never send each other's recordings. */
export function spoolFolderOf(dsn: string): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(state, 'suture-recorder', createHash('sha256').update(dsn).digest('hex').slice(0, 16));
}
