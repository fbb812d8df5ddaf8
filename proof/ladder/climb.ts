import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddedTest } from '../../domain/fix.ts';
import type { Reproduction, Unasked } from '../../domain/ports/prover.ts';
import type { Power } from '../../domain/power.ts';
import { addTest } from '../own-test/add-test.ts';
import { hadSucceeded } from '../replay/had-answered.ts';
import { knownFailure } from '../replay/judge-answer.ts';
import type { ProbeOutcome } from '../run-probe.ts';
import type { LeftOut } from '../side-effects.ts';
import type { StepLog } from '../steps.ts';
import type { Base, Job } from '../tools.ts';
import type { Worktree } from '../worktree.ts';
import { answersEveryError } from './answers-every-error.ts';
import { blamesCaller } from './blames-caller.ts';
import type { OwnTests } from './compare-tests.ts';
import { type Conformity, conforms, readDocument } from './conforms.ts';
import { isEncodedWrong } from './encoded-wrong.ts';
import { judgeGood } from './good-requests.ts';
import { judgeNear } from './near/judge-near.ts';
import { createMissLog } from './near/missed.ts';
import { noValueIn } from './no-values.ts';
import { describedRefusals } from './openapi-schema.ts';
import { askOwnTests } from './own-tests.ts';
import { type RightKind, rightKind, statusesIn } from './right-kind.ts';
import { answersForAnError, thrownOnPurpose } from './thrown-on-purpose.ts';

/** What only the ladder found; what it did not come to is absent. */
export interface Climbed {
  /** How it was decided which kind of answer is right. */
  kind?: string;
  /** What nothing shows to be right: a person decides. */
  powers?: Power[];
  /** What the changed service did not answer; null: nothing. */
  unasked?: Unasked | null;
  openapi?: Conformity;
  tests?: OwnTests;
  addedTest?: AddedTest | null;
}

/** What is quoted of an answer, in characters. */
const BODY = 120;

interface Climb {
  base: Base;
  worktree: Worktree;
  reproduction: Reproduction;
  outcome: ProbeOutcome;
  /** Statements that the refusal of the input made needless, if good requests still send them. */
  left: LeftOut[];
  log: StepLog;
  signal: AbortSignal;
}

/**
 * What only the ladder asks, once nothing else is against a candidate; the log says what is wrong.
 */
export async function climb(job: Job, climbed: Climb): Promise<Climbed> {
  const { base, worktree, reproduction, outcome, left, log, signal } = climbed;
  const { probe } = job.subject.fault;
  const isUndeclared = probe.kind === 'http' && probe.expect === null;
  const { without } = job.tools;
  const succeeded = outcome.results.some(({ status }) => status !== null && status < 300);
  const purpose = isUndeclared ? await thrownOnPurpose(base.folder, reproduction) : null;
  const isOnPurpose = purpose !== null;
  const asks = isUndeclared && !without.has('purpose');
  const hidden = asks ? hidesRefusal(job, { outcome, purpose }) : null;
  if (hidden) {
    log.end('side_effects', false, hidden);
    return {};
  }
  const { allowedFiles } = job.subject.fault;
  const every = asks ? await answersEveryError(base.folder, worktree.folder, allowedFiles) : null;
  if (every) {
    log.end('side_effects', false, every);
    return {};
  }
  const kind = isUndeclared ? await judgeKind(job, climbed) : null;
  if (kind?.wrong) {
    log.end('side_effects', false, kind.wrong);
    return {};
  }
  const none = isUndeclared && succeeded ? noValueIn(outcome.results[0]?.body) : null;
  if (none !== null && !without.has('purpose')) {
    log.end('side_effects', false, `the answer holds “${none}”, which is no value`);
    return {};
  }
  const found: Climbed = kind ? { kind: `${kind.detail}${bodyOf(outcome)}` } : {};
  const known = without.has('good') ? [] : (reproduction.good ?? []);
  const missed = createMissLog();
  const { different, rewritten, work: ofGood } = await judgeGood(job, { base, worktree, known, missed });
  found.unasked = missed.unasked();
  if (different.length > 0) {
    log.end('side_effects', false, different.join('; '));
    return {};
  }
  if (isUndeclared && !without.has('near')) {
    const { status = null, body } = outcome.results[0] ?? {};
    const { wrong, work, unsure } = await judgeNear(job, {
      ...{ base, worktree, reproduction, status, body, missed },
    });
    found.unasked = missed.unasked();
    const undone = left.filter(({ kind }) => !work.has(kind) && !ofGood.includes(kind));
    const findings =
      wrong.length > 0
        ? wrong
        : undone.map(({ finding }) => `${finding}; no good request shows that its work is still done`);
    if (findings.length > 0) {
      log.end('side_effects', false, findings.join('; '));
      return {};
    }
    const blamed = blames(job, reproduction, { status, isOnPurpose });
    const alone = answersAlone(reproduction, status);
    const unknown = [...unsure, ...rewritten, ...blamed, ...alone, ...refusesRepeated(reproduction, status)];
    found.powers = unknown.map((what) => ({
      ...{ kind: 'answer', what, where: null, refused: false, seen: 'sandbox' },
    }));
  }
  const openapi = await askOpenApi(job, climbed);
  if (openapi.held !== null && !without.has('openapi')) {
    log.start('openapi');
    log.end('openapi', openapi.held, openapi.detail);
    if (!openapi.held) return { ...found, openapi };
  }
  if (!base.definition.test || without.has('tests')) return { ...found, openapi };
  log.start('tests');
  const began = performance.now();
  const tests = job.kept?.tests ?? (await askOwnTests(job, { base, worktree, signal }));
  if (!tests) return { ...found, openapi };
  if (job.kept) job.kept.tests = tests;
  log.end('tests', tests.held !== false, tests.detail);
  if (tests.held === false || job.kept) return { ...found, openapi, tests };
  const ms = performance.now() - began;
  return { ...found, openapi, tests, addedTest: await addTest(job, { base, worktree, ms, signal }) };
}

/** An answer with which none of a good request can be compared, completing "The fix newly …". */
function answersAlone({ good = [], near }: Reproduction, status: number | null): string[] {
  const all = [...good.map(({ first }) => first), ...(near?.good ?? [])];
  return status === null || status >= 500 || all.some((one) => one.status < 300)
    ? []
    : [
        `answers ${status}, and no good request of the route is known: nothing shows what a right answer holds`,
      ];
}

/** A refusal of one of several requests alike, of which the service answers the later ones otherwise. */
function refusesRepeated({ near }: Reproduction, status: number | null): string[] {
  const repeated = near?.repeated ?? null;
  if (repeated === null || repeated >= 300 || status === null || status < 400 || status >= 500) return [];
  return [
    `answers ${status} to one of several requests alike, and ${repeated} when the same is sent again later`,
  ];
}

/** How an answer hides that the code itself refused the request, a sentence; null: it does not. */
function hidesRefusal(
  { subject: { recording } }: Job,
  { outcome, purpose }: { outcome: ProbeOutcome; purpose: { status: number | null } | null },
): string | null {
  const [status = null] = outcome.results.map((result) => result.status);
  // A success that went out before the service ended is no new one.
  const isNew =
    outcome.results.some((one) => one.status !== null && one.status < 300) && !hadSucceeded(recording);
  if (isNew && (answersForAnError(recording) || purpose)) {
    return 'the code refused the request with an error of its own, which is now answered as a success';
  }
  if (purpose?.status && status !== null && status >= 500) {
    return `the code refused the request with ${purpose.status}, which is now answered with ${status}`;
  }
  return null;
}

/** A refusal of what nothing shows to be the caller's mistake. */
function blames(
  { subject: { recording, good = [] } }: Job,
  { near, failures }: Reproduction,
  { status, isOnPurpose }: { status: number | null; isOnPurpose: boolean },
): string[] {
  if (!recording || status === null) return [];
  const requests = good.flatMap(({ request }) => request ?? []);
  return blamesCaller({ status, recording, failures, near: near ?? null, isOnPurpose, good: requests });
}

/** What the answer says, for who decides about it. */
function bodyOf({ results: [run] }: ProbeOutcome): string {
  const text = run?.body === undefined ? '' : (JSON.stringify(run.body) ?? '');
  if (text === '') return '';
  return `; its body: ${text.length > BODY ? `${text.slice(0, BODY - 1)}…` : text}`;
}

/** Judges the first answer by what failed and by what the files that may change answer elsewhere. */
async function judgeKind(
  { subject }: Job,
  { base, outcome, reproduction }: Climb,
): Promise<RightKind | null> {
  const status = outcome.results[0]?.status ?? null;
  if (status === null) return null;
  const read = subject.fault.allowedFiles.map((path) =>
    readFile(join(base.folder, path), 'utf8').catch(() => ''),
  );
  const { failures } = reproduction;
  if (status >= 400 && status < 500 && isEncodedWrong(subject.recording)) {
    const wrong = `the database could not read a list as the code wrote it, and ${status} blames the caller for it`;
    return { wrong, detail: '' };
  }
  const known = knownFailure(subject.recording);
  const request = subject.recording?.request;
  const document = request ? await readDocument(base).catch(() => null) : null;
  const described = request ? describedRefusals(document, request) : [];
  const used = statusesIn((await Promise.all(read)).join('\n'));
  return rightKind({ status, known, failures, used, described });
}

/**
 * Compares the answer with the document of the unchanged commit. A document to which the good answers do not conform says nothing,
 * nor does one beside an answer that somebody declared.
 */
async function askOpenApi({ subject }: Job, { base, outcome, reproduction }: Climb): Promise<Conformity> {
  const { probe } = subject.fault;
  if (probe.kind === 'command') return { held: null, detail: 'a command has no answer' };
  const good = (reproduction.good ?? []).flatMap(({ key, first }) => {
    const request = subject.good?.find((one) => one.key === key)?.request;
    return request ? [{ request, ...first }] : [];
  });
  const [run] = outcome.results;
  const answer = { request: probe.request, status: run?.status ?? 0, body: run?.body };
  const [found, ...ofGood] = await conforms(base, [answer, ...good]);
  if (!found) return { held: null, detail: 'there is no answer' };
  const old = ofGood.find(({ held }) => held === false);
  if (old) return { held: null, detail: `the document does not fit the good answers either: ${old.detail}` };
  if (found.held === false && probe.expect !== null) {
    return { held: null, detail: `the declared answer counts, not the document: ${found.detail}` };
  }
  return found;
}
