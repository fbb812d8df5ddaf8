import type { Frame } from '../discovered.ts';
import type { Evidence, Failure, Observations, StatementObservation } from '../evidence.ts';
import type { StackFrame } from '../failure/place-of.ts';
import type { Candidate, Verdict } from '../fix.ts';
import type { RecordedRequest, Recording } from '../recording.ts';
import type { Service } from '../service.ts';
import type { FaultDefinition } from '../service-definition.ts';
import type { Flows } from './flows.ts';
import type { Screen } from './screen.ts';

export interface ProofSubject {
  /** With the definition at `commit`. */
  service: Service;
  fault: FaultDefinition;
  /** The commit that candidates stand on. */
  commit: string;
  /** What the failing request met in production; absent or null: nothing is recorded. */
  recording?: Recording | null;
  /** Good requests of the same route, which a fix must leave as they are. */
  good?: Recording[];
  /** Good requests of other routes, one of each: the same mistake may be behind them. */
  otherRoutes?: Recording[];
  /** Further recordings of the same failure, each of another request: a fix must end it for them as well. */
  further?: Recording[];
}

/** What the unchanged service answered to a good request, twice. */
export interface GoodAnswer {
  /** Of its recording. */
  key: string;
  first: GivenAnswer;
  second: GivenAnswer;
}

export interface GivenAnswer {
  status: number;
  body: unknown;
  /** Absent in an analysis from before it was looked at. */
  left?: LeftBehind;
}

/** What an answer carries besides its body, and what the service shows and asks after it. */
export interface LeftBehind {
  headers: Record<string, string>;
  /** By name, what protects each. */
  cookies: Record<string, string>;
  /** What other addresses are answered with afterwards. */
  after: Record<string, unknown>;
  /** How often each statement was sent and each upstream asked, and the same for the same request again. */
  once: Record<string, number>;
  again: Record<string, number>;
  /** What was bound to each statement, by digests. Absent in an analysis from before it was looked at. */
  bound?: Record<string, string[]>;
}

/** A statement that completed, known again by digests. */
export interface GivenWork {
  /** Verb and tables, for a person: `insert orders`. */
  kind: string;
  /** Of the statement without its values. */
  text: string;
  /** Of what was bound to it. */
  values: string;
  /** What was bound, where a fix may write it in another way: the database could not read what was written. */
  bound?: (string | null)[];
}

/** What the unchanged service did with requests beside the one that failed. */
export interface NearAnswers {
  /** Those that it answered with the same status twice, from fresh surroundings, in this order. */
  good: {
    request: RecordedRequest;
    status: number;
    body: unknown;
    /** The body of the second answer: what differs between the two is noise. */
    again: unknown;
    work: GivenWork[];
    /** True where a value of its body has another type than usual. */
    strange?: boolean;
    /** Requests that were sent before it and whose answers are not compared: what they leave may show in it. */
    before?: RecordedRequest[];
  }[];
  /** What statements were bound to at the edges of what is allowed, as `text values`. */
  edges: string[];
  /** The failure with other values, which fails as well; null: it does not, or nothing of it may vary. */
  varied: Recording | null;
  /** What an upstream may be given to answer with so that the request is answered well; null: not found, or none failed. */
  upstreamBody: unknown;
  /** Requests with a text that means nothing, which fail, in a value without which they are refused and with another succeed. */
  nonsense?: RecordedRequest[];
  /** The header by which the failing request shows who it is, where the failure comes before it is checked; null or absent: none. */
  unprovenKey?: string | null;
  /** A good request that fails where the database refuses every statement; null or absent without such a request. */
  outage?: RecordedRequest | null;
  /** Whether the failing request fails as well where its upstream answers with a page in place of data. */
  failsOnPage?: boolean;
  /** Whether the failing request, whose upstream refused it, fails as well where that upstream fails. */
  failsBesideRefusal?: boolean;
  /** The failure with a good element before those of a list of the request, which fails as well; null or absent: it does not. */
  moved?: Recording | null;
  /** Requests that fail with the same error at the same place, and which value of each is another than the failing one's. */
  kin?: { request: RecordedRequest; part: string | null }[];
  /** With which status one of several requests alike is answered after another was; null or absent: not asked, or none was. */
  repeated?: number | null;
  /** With which status a request that found no connection left is answered while there are some; null or absent: not asked, or no answer. */
  unhurt?: number | null;
  /** The error of the failing request; null or absent: nothing shows it. */
  failure?: string | null;
  /** The values of the failing request on which its failure depends. */
  guilty?: {
    part: string;
    /** The request without it, where that is answered well. */
    absent: RecordedRequest | null;
    /** Whether a request is known in which such a value is taken. */
    isTaken: boolean;
    /** Whether the service refuses other values of the route that mean nothing and may be left out. */
    refusesOthers: boolean;
  }[];
  /** What the service refuses beside the failure: which value, how it differs, and the status; absent in an analysis from before it was kept. */
  refusals?: { part: string; how: string; status: number }[];
  /** What good requests that may change something were answered, and what addresses showed afterwards; absent as well. */
  behind?: { body: unknown; after: Record<string, unknown> }[];
  /** What the failing request is answered with other words in the place of names that every object has; null or absent: it holds none, or fails. */
  twin?: { status: number; body: unknown } | null;
  /** Requests to other addresses that fail with a text of the failing one, and are answered with another; absent: not looked for. */
  elsewhere?: RecordedRequest[];
  /** Good requests of other routes with a value on which the failure depends, where they fail with the same error; absent: not looked for. */
  otherRoutes?: Recording[];
  /** The good requests of those routes as they are, and what the unchanged service answers twice; absent as well. */
  goodOfOthers?: { recording: Recording; status: number; body: unknown; again: unknown }[];
  /** How data flows through good answers; absent in an analysis from before it was learnt. */
  flows?: Flows;
  /** The failure with other data of the database and upstreams, and of rows with other keys, where it fails as well. */
  others?: Recording[];
}

/** What was to be asked beside the failure and was not answered. */
export interface Unasked {
  /** How much of it and why, such as `3 requests (no answer in time)`. */
  what: string[];
  /** Requests that a busy machine left open: another time they may be answered, so a person must agree with the fix. */
  busy: string[];
}

export interface ProofContext {
  signal: AbortSignal;
  heartbeat(detail: string): void;
}

export interface Reproduction {
  reproduced: boolean;
  /** True where the failure shows only behind what other callers had asked; absent in an analysis from before it was looked at. */
  behindOthers?: boolean;
  runs: number;
  failures: Failure[];
  observations: Observations;
  /** Good requests and their answers; absent in an analysis from before they were asked. */
  good?: GoodAnswer[];
  /** Requests beside the failing one; absent where a right answer is declared. */
  near?: NearAnswers;
  /** Further recordings of the failure that fail as well, by their keys; absent: none was asked. */
  further?: string[];
  /** Of what is beside the failure; absent: all of it was answered, or it was not kept yet. */
  unasked?: Unasked;
  /** What of the recording could not be brought back, each a sentence; absent without a recording. */
  missing?: string[];
  /** How the replay differs from the recorded failure, each a sentence; empty: not at all. Absent without a recording. */
  differences?: string[];
  /** Tables of the scratch database. */
  schema: Evidence['schema'];
  /** What the unchanged service does besides; absent in an analysis from before it was kept. */
  conduct?: Conduct;
  durationMs: number;
}

/** What a program does besides what its probe asks for, as the sandbox saw it. */
export interface Conduct {
  /** Statements before its first run, such as those of a driver. */
  statements: StatementObservation[];
  /** Requests to upstreams, as `name METHOD /path`. */
  requests: string[];
  /** By the report from inside: `dial host:port`, `read path`, `write path`, `process file`, `listen port`, … */
  did: string[];
  /** False where the program did not report what it leaves: then timers, listeners and its end are not known. */
  looked: boolean;
  /** Functions that set timers which are left after the last answer, as `setTimeout, f in file`. */
  timers: string[];
  /** Listeners of the process by event, the most of any copy. */
  listeners: Record<string, number>;
  /** From outside: programs that run, the most of any copy. */
  processes: string[];
  /** From outside: TCP and UDP sockets that listen; null where it cannot be seen. */
  listening: number | null;
  /** From outside: files below `/tmp`. */
  files: string[];
  /** How it ended when it was asked to: its exit code, or null when it did not end in time or was not asked. */
  exitCode: number | null;
}

/** A stack whose frames may be in what the build of a commit writes. */
export interface BuiltStack {
  /** As the stack names them, the throwing one first. */
  frames: readonly StackFrame[];
  /** Whether the report names this very commit; else it is the newest, whose build may differ. */
  isReleased: boolean;
}

/** Replays a fault, and proves fixes, in a sandbox. */
export interface Prover {
  /** The isolation in use, named as such: `bubblewrap`, or `process` (weak). */
  readonly name: string;
  /** Replays the probe on the unchanged commit. */
  reproduce(subject: ProofSubject, context: ProofContext): Promise<Reproduction>;
  /**
   * Proves one candidate against what the reproduction saw. One that is still under way is waited for before anything is
   * judged: a proof that waits for a slow answer may begin beside it. Never throws for a bad candidate: that is a verdict.
   * Throws `sandbox_unavailable` (retryable) when no verdict can be reached.
   */
  prove(
    subject: ProofSubject,
    candidate: Candidate,
    reproduction: Reproduction | Promise<Reproduction>,
    context: ProofContext,
  ): Promise<Verdict>;
  /**
   * The frames of a stack by the source maps that the build of the commit writes; null for a frame in none of its files.
   * Throws `base_not_buildable`, `install_failed`, and what the code host throws.
   */
  mapFrames?(
    subject: Pick<ProofSubject, 'service' | 'commit'>,
    stack: BuiltStack,
    context: ProofContext,
  ): Promise<(Frame | null)[]>;
  /** Opens a screen for the fault's probe, to be closed by who asked; null where its probe cannot be screened. */
  screen?(subject: ProofSubject, context: ProofContext): Promise<Screen | null>;
  /** Worktrees and scratch databases left by a worker that died. Returns how many were removed. */
  sweep(): Promise<number>;
}
