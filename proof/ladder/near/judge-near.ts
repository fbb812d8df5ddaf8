import type { NearAnswers, Reproduction } from '../../../domain/ports/prover.ts';
import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import { namingParts } from '../../replay/refused-input.ts';
import { kindOf } from '../../side-effects.ts';
import type { Job } from '../../tools.ts';
import { readStatement } from '../../witness/statement.ts';
import { judgeData } from '../flow/judge-data.ts';
import { differs } from '../good-requests.ts';
import { findAnyError } from './any-error.ts';
import { type AskAlone, type Asking, askInTurn, askingAlone, type NearAnswer } from './ask-in-turn.ts';
import { findTraces } from './find-traces.ts';
import { isConstant } from './is-constant.ts';
import { judgeKin } from './judge-kin.ts';
import { judgeUpstreams } from './judge-upstreams.ts';
import type { Judged } from './judged.ts';
import { wordsOf } from './look-near.ts';
import { madeUp, missesWhatIsThere } from './made-up.ts';
import { findPasted } from './pasted-values.ts';
import { nameOf, partsOf, type RequestPart } from './request-parts.ts';
import { failedCall } from './upstream-bodies.ts';

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 4_000;
/** PostgreSQL's class 22: what it objects to is a value. */
const VALUE = /^22/;

/** What a value of another type may be answered with, also where it was taken before. */
const REFUSED = new Set([400, 422]);

export interface NearJudgement {
  /** Why the fix hides something, each a sentence. */
  wrong: string[];
  /** What nothing shows to be right, each completing "The fix newly …". */
  unsure: string[];
  /** Kinds of the statements that good requests still send. */
  work: Set<string>;
}

/** Asks a changed service what is beside the failure, and compares it with what the unchanged one did. */
export async function judgeNear(job: Job, judged: Judged): Promise<NearJudgement> {
  const { base, worktree, reproduction, status } = judged;
  const { near } = reproduction;
  const { recording = null } = job.subject;
  const request = recording?.request;
  const judgement: NearJudgement = { wrong: [], unsure: [], work: new Set() };
  if (!near || !recording || !request || status === null) return judgement;
  const words = await wordsOf(job, base);
  const wrong = await askInTurn(job, { base, worktree, recording }, async (asking) => {
    const different = await compareGood(asking, withoutNames(near, recording, reproduction), judgement.work);
    if (different.length > 0) return different;
    const kin = await judgeKin(asking, { request, near, status });
    if (kin.wrong.length > 0) return kin.wrong;
    judgement.unsure.push(...kin.unsure);
    const answer = status < 300 ? await asking.ask(request, ANSWER_MS) : null;
    const invented = answer ? findInvented(answer, reproduction, near) : [];
    if (invented.length > 0) return invented;
    const silently = answer && isSilentConflict(reproduction, answer);
    if (silently) return [silently];
    const { failures } = reproduction;
    const bodiesOf = (all: { status: number; body: unknown }[]) =>
      all.filter((one) => one.status < 300).map((one) => one.body);
    const recorded = bodiesOf((reproduction.good ?? []).map(({ first }) => first));
    const successes = [...bodiesOf(near.good), ...recorded];
    const made = answer
      ? madeUp({ recording, request, failures, answer, good: near.good, successes, recorded })
      : status === 404 && missesWhatIsThere(recording, words.pieces);
    if (made) return [made];
    if (near.unprovenKey && status < 300) {
      return [
        `the request is answered with ${status}, although its ${near.unprovenKey} was never checked; others are turned away`,
      ];
    }
    const taken = status < 300 ? await takesNonsense(asking, near) : [];
    if (taken.length > 0) return taken;
    const found = [
      ...(status >= 400 && status < 500 ? await findTraces(asking, { request, words, recording }) : []),
      ...(await findPasted(asking, request, reproduction)),
    ];
    if (found.length > 0) return found;
    const upstream = await judgeUpstreams(asking, {
      ...{ request, near, reproduction },
      call: failedCall(recording),
    });
    if (upstream.length > 0) return upstream;
    return findAnyError(asking, { request, status, outage: near.outage ?? null });
  });
  judgement.wrong.push(...(wrong ?? []));
  const alone = askingAlone(job, judged);
  for (const judge of [judgeVaried, judgeMoved, judgeData]) {
    if (judgement.wrong.length === 0) judgement.wrong.push(...(await judge(job, judged, alone)));
  }
  return judgement;
}

/** Where the failure is a name that the database does not know, another that is no column may be refused as well. */
function withoutNames(near: NearAnswers, recording: Recording, { schema }: Reproduction): NearAnswers {
  const parts = namingParts(recording);
  if (parts.length === 0) return near;
  const columns = new Set(schema.flatMap((table) => table.columns));
  const isKnown = (part: RequestPart) => !parts.includes(nameOf(part)) || columns.has(String(part.value));
  return { ...near, good: near.good.filter(({ request }) => partsOf(request).every(isKnown)) };
}

async function compareGood({ ask }: Asking, { good }: NearAnswers, work: Set<string>): Promise<string[]> {
  for (const one of good) {
    const what = `${one.request.method} ${one.request.path}${told(one.request)}`;
    const answer = await ask(one.request, ANSWER_MS);
    if (!answer) return [`${what} is not answered any more; before it was answered with ${one.status}`];
    // They are the last: what one of them left behind may show in the next.
    if (one.strange && REFUSED.has(answer.status)) break;
    if (answer.status !== one.status)
      return [`${what} is answered with ${answer.status}, before with ${one.status}`];
    const place = differs(one.body, one.again, answer.body, 'the body');
    if (place) return [`${what} is answered differently at ${place}`];
    const less = lessWork(one, answer);
    if (less) return [`${what} ${less}`];
    for (const { kind } of answer.work) work.add(kind);
  }
  return [];
}

/** How a good request did less, or bound other values; null: neither. */
function lessWork({ work }: NearAnswers['good'][number], answer: NearAnswer): string | null {
  const count = (list: { kind: string }[], kind: string) => list.filter((one) => one.kind === kind).length;
  const left = work.find(({ kind }) => count(answer.work, kind) < count(work, kind));
  if (left) return `no longer does all the work: ${left.kind}`;
  for (const { kind, text, values } of work) {
    const now = answer.work.filter((one) => one.text === text);
    if (values && now.length > 0 && !now.some((one) => one.values === values)) {
      return `binds other values than before: ${kind}`;
    }
  }
  return null;
}

/**
 * Whether a success for the failing request leaves out what each good request writes, or makes what the database missed.
 */
function findInvented(
  answer: NearAnswer,
  { failures, observations }: Reproduction,
  { good }: NearAnswers,
): string[] {
  if (answer.status >= 300) return [];
  const successes = good.filter(({ status }) => status < 300);
  const done = new Set(answer.work.map(({ kind }) => kind));
  const [first] = successes;
  const left = first?.work.find(
    ({ kind }) =>
      WRITES.test(kind) &&
      !done.has(kind) &&
      successes.every(({ work }) => work.some((one) => one.kind === kind)),
  );
  if (left) {
    return [
      `the request is answered with ${answer.status} without what each good request does: ${left.kind}`,
    ];
  }
  if (!failures.some(({ sqlstate }) => sqlstate?.startsWith('23'))) return [];
  const known = new Set([
    ...good.flatMap(({ work }) => work.map(({ kind }) => kind)),
    ...observations.statements.map(({ text }) => kindOf(readStatement(text).shape)),
  ]);
  const made = answer.work.find(({ kind }) => WRITES.test(kind) && !known.has(kind));
  return made ? [`what the database misses is made in place of a refusal: ${made.kind}`] : [];
}

const WRITES = /^(?:insert|update|delete|merge) /;

/** A text that means nothing is taken in a value without which the request is refused. */
async function takesNonsense({ ask }: Asking, { nonsense = [] }: NearAnswers): Promise<string[]> {
  for (const request of nonsense) {
    const answer = await ask(request, ANSWER_MS);
    if (!answer || answer.status >= 300) continue;
    return [
      `${request.method} ${request.path}${told(request)} is answered with ${answer.status}, though it means nothing and failed before`,
    ];
  }
  return [];
}

/** With a good element before the others of a list, the failure must be gone in the same way. */
async function judgeMoved(_: Job, { reproduction, status }: Judged, alone: AskAlone): Promise<string[]> {
  const moved = reproduction.near?.moved;
  if (!moved?.request || status === null) return [];
  const answer = await alone(moved);
  if (answer && Math.floor(answer.status / 100) === Math.floor(status / 100)) return [];
  return [
    `with a good element before it in its list the request is answered with ${answer?.status ?? 'nothing'}, the recorded one with ${status}`,
  ];
}

/** The failure with other values must be gone in the same way. */
async function judgeVaried(
  job: Job,
  { reproduction, status, body }: Judged,
  alone: AskAlone,
): Promise<string[]> {
  const { near } = reproduction;
  const varied = near?.varied;
  const request = varied?.request;
  if (!near || !varied || !request || status === null) return [];
  const answer = await alone(varied);
  const what = `the same request with other values, ${request.method} ${request.path}${told(request)},`;
  if (!answer) return [`${what} is not answered`];
  if (Math.floor(answer.status / 100) !== Math.floor(status / 100)) {
    return [`${what} is answered with ${answer.status}, the recorded one with ${status}`];
  }
  const recorded = { request: job.subject.recording?.request ?? request, body };
  if (isConstant(near, reproduction, { recorded, varied: { ...answer, request } }))
    return [`${what} gets the very answer of the recorded one, which depends on those values elsewhere`];
  const silent = isSilentConflict(reproduction, answer);
  if (silent) return [silent];
  const isValue = reproduction.failures.some(({ sqlstate }) => sqlstate && VALUE.test(sqlstate));
  if (!isValue || answer.status >= 300 || near.edges.length === 0) return [];
  const texts = new Set(near.edges.map((edge) => edge.split(' ')[0]));
  const other = answer.work.find(
    ({ text, values }) => texts.has(text) && !near.edges.includes(`${text} ${values}`),
  );
  return other
    ? [
        `${what} makes the service ask ${other.kind} for something that no value at an edge asks for: what is not allowed must be refused, or cut to what is`,
      ]
    : [];
}

/** Whether a value that is taken is answered as if it had been stored. */
function isSilentConflict({ failures }: Reproduction, { status, statements }: NearAnswer): string | null {
  if (status >= 300 || !failures.some(({ sqlstate }) => sqlstate === '23505')) return null;
  const dropped = statements.findIndex((text) => /\bon\s+conflict\b[^;]*\bdo\s+nothing\b/i.test(text));
  if (dropped < 0) return null;
  const table = /\binto\s+([\w."]+)/i.exec(statements[dropped] ?? '')?.[1] ?? '';
  const reads = statements.slice(dropped + 1).some((text) => text.includes(table));
  return reads || /\breturning\b/i.test(statements[dropped] ?? '')
    ? null
    : `a value that is taken is answered with ${status}, and nothing is stored: a conflict must be refused, such as with 409`;
}

function told({ body }: RecordedRequest): string {
  if (body === undefined) return '';
  const text = JSON.stringify(body) ?? '';
  return ` ${text.length > 120 ? `${text.slice(0, 119)}…` : text}`;
}
