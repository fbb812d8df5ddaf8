import { declaredBy, looseProbes } from '../../domain/check/loose-probes.ts';
import { SutureError } from '../../domain/errors.ts';
import { evidenceOf } from '../../domain/evidence-of.ts';
import type { ProofContext, ProofSubject, Reproduction } from '../../domain/ports/prover.ts';
import type { Recording } from '../../domain/recording.ts';
import { faultOf } from '../../domain/service.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';
import { createSemaphore } from '../../platform/semaphore.ts';
import { unifiedDiff } from '../../platform/unified-diff.ts';
import { chooseFiles } from './choose-files.ts';
import type { Local, LocalProver } from './open-local.ts';
import type { LocalService } from './read-service.ts';
import { searchFix } from './search-fix.ts';
import { createSteps, type TryFollower, type TryReport } from './try-report.ts';
import {
  ANSWER_MS,
  allowedFramesFirst,
  faultOfRecording,
  faultOfRequest,
  recordedParts,
  type TryRequest,
} from './try-request.ts';

export interface TryOptions {
  requests: TryRequest[];
  /** The code of a declared fault, in the place of requests. */
  fault: string | null;
  /** Recordings of one failure that nobody declared, in the place of both, and of good requests; the first failing one leads. */
  recordings: Recording[];
  /** The files that a fix may change; empty: the fault's, else those that the failure names. */
  allow: string[];
  /** A model of Claude to ask, too; an empty text for the usual one. */
  model: string | null;
  /** What the service logged, newest last. */
  logLines: string[];
}

/** Requests that are replayed at a time: each starts the service, on which a processor works. */
const AT_ONCE = 2;

/**
 * Replays requests in the sandbox, looks for a fix of the ones that fail and proves it, by the parts of a heal. Changes nothing.
 * @throws SutureError `usage`, `unknown_fault`, `base_not_buildable`, `base_not_startable`, `install_failed`
 */
export async function tryLocal(
  local: Local,
  options: TryOptions,
  follower: TryFollower,
  signal: AbortSignal,
): Promise<TryReport> {
  const found = local.readService();
  const report: TryReport = {
    service: found.service.name,
    commit: local.repository.commit,
    outcome: 'answered',
    requests: [],
    allowedFiles: [],
    refusal: null,
    explanation: null,
    tried: [],
    fix: null,
    recorded: options.recordings.length > 0,
    notes: [],
    ms: { prepare: 0, reproduce: 0, propose: 0, prove: 0 },
  };
  const step = createSteps(report, follower, signal);
  const known = options.fault === null ? null : faultOf(found.service, options.fault);
  report.notes = [...found.notes, ...looseNotes(known, options)];
  const prover = await step('prepare', async (at, context) => {
    const opened = await local.openProver(found, (part, work) => {
      at(part);
      return work();
    });
    await opened.prepare({ service: found.service, commit: report.commit }, context);
    return { value: opened, text: `${report.commit.slice(0, 10)}, in ${local.sandbox}` };
  });

  const recorded = recordedParts(options.recordings);
  const subjectsOf = (allowed: readonly string[]): ProofSubject[] => {
    if (known) return [subject(local, found, withFiles(known, allowed))];
    if (recorded)
      return [
        {
          ...subject(local, found, faultOfRecording(recorded.recording, found.complete, allowed)),
          ...recorded,
        },
      ];
    return options.requests.map((each) =>
      subject(local, found, faultOfRequest(each, found.complete, allowed)),
    );
  };
  const first = subjectsOf(options.allow);
  const expected = known !== null || options.requests.every(({ expect }) => expect !== null);
  const reproductions = await step('reproduce', (_, context) =>
    expected ? reproduceAll(prover, first, report, context) : askAll(prover, first, options, report, context),
  );
  if (!expected || !reproductions) return report;

  const failing = first.findIndex((_, index) => reproductions[index]?.reproduced);
  if (failing < 0) return report;
  report.outcome = 'not_proven';
  report.allowedFiles = allowedFiles(local, found, options, known, report);
  const subjects = subjectsOf(report.allowedFiles);
  // The failing one leads: most candidates fail there.
  const order = [failing, ...subjects.keys()].filter((index, at, all) => all.indexOf(index) === at);
  const pairs = order.map((index) => {
    const reproduction = reproductions[index] as Reproduction;
    const failures = allowedFramesFirst(reproduction.failures, report.allowedFiles);
    return { subject: subjects[index] as ProofSubject, reproduction: { ...reproduction, failures } };
  });
  const host = local.codeHost;
  const before = await host.readFiles(local.repository.commit, report.allowedFiles);
  const lead = pairs[0] as (typeof pairs)[number];
  const evidence = evidenceOf(lead.subject, lead.reproduction, {
    incidentId: 'TRY-0001',
    logLines: options.logLines,
  });
  const fix = await searchFix({
    prover,
    provider: local.openProvider(options.model),
    evidence,
    files: Object.entries(before).map(([path, content]) => ({ path, content })),
    pairs,
    report,
    step,
  });
  if (!fix) return report;
  report.outcome = 'proven';
  report.fix = { ...fix, diff: unifiedDiff(before, fix.candidate.edits) };
  return report;
}

/** What a proof of these requests does not know. */
function looseNotes(known: FaultDefinition | null, { requests }: TryOptions): string[] {
  if (known) return looseProbes([declaredBy(known.code, known.probe)], 'expect.body');
  const declared = requests.map(({ request: { method, path }, expect }) => ({
    name: `${method} ${path}`,
    expect,
  }));
  return looseProbes(declared, '--expect-body');
}

function subject({ repository }: Local, { service }: LocalService, fault: FaultDefinition): ProofSubject {
  return { service, fault, commit: repository.commit };
}

function withFiles(fault: FaultDefinition, allowed: readonly string[]): FaultDefinition {
  return allowed.length > 0 ? { ...fault, allowedFiles: [...allowed] } : fault;
}

function allowedFiles(
  { tree }: Local,
  { complete }: LocalService,
  { allow }: TryOptions,
  known: FaultDefinition | null,
  { requests }: TryReport,
): string[] {
  if (allow.length > 0) {
    const missing = allow.filter((path) => !tree.paths.includes(path));
    if (missing.length === 0) return allow;
    throw new SutureError(
      'usage',
      `The commit has no ${missing.join(', ')}. --allow takes paths from the repository's root.`,
    );
  }
  if (known) return known.allowedFiles;
  return chooseFiles({
    tree,
    root: complete.root,
    rules: complete.heal,
    failures: requests.flatMap(({ failures }) => failures),
    route: requests.find(({ failures }) => failures.length > 0)?.title.split(' ')[1] ?? '/',
  });
}

async function reproduceAll(
  prover: LocalProver,
  subjects: ProofSubject[],
  report: TryReport,
  context: ProofContext,
): Promise<{ value: Reproduction[]; text: string; ok: boolean }> {
  const admit = createSemaphore(AT_ONCE);
  const found = await Promise.all(
    subjects.map((each) => admit(() => prover.reproduceAnswered(each, context))),
  );
  const value = found.map(({ reproduction }) => reproduction);
  for (const [index, { reproduction, answer }] of found.entries()) {
    const { failures, runs } = reproduction;
    report.requests.push({ title: subjects[index]?.fault.title ?? '', failures, runs, answer });
    report.notes.push(...differsFrom(reproduction));
  }
  const failed = value.filter(({ reproduced }) => reproduced).length;
  return { value, ok: failed > 0, text: counted(failed, value.length) };
}

async function askAll(
  prover: LocalProver,
  subjects: ProofSubject[],
  { requests }: TryOptions,
  report: TryReport,
  context: ProofContext,
): Promise<{ value: null; text: string }> {
  for (const [index, each] of subjects.entries()) {
    const request = requests[index]?.request;
    if (!request) continue;
    const answer = await prover.ask(each, request, ANSWER_MS, context);
    const failures = answer.failure ? [answer.failure] : [];
    report.requests.push({ title: each.fault.title, failures, runs: 1, answer });
    if (answer.failure) report.outcome = 'fails';
  }
  const failed = report.requests.filter(({ failures }) => failures.length > 0).length;
  return { value: null, text: counted(failed, requests.length) };
}

/** Why a recorded failure does not come again, sentences. */
function differsFrom({ reproduced, missing = [], differences = [] }: Reproduction): string[] {
  return reproduced ? [] : [...differences, ...missing];
}

function counted(failed: number, all: number): string {
  if (all === 1) return failed === 1 ? 'the request fails' : 'the request does not fail';
  return `${failed} of ${all} requests ${failed === 1 ? 'fails' : 'fail'}`;
}
