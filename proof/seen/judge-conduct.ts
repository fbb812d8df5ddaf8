import type { Reproduction } from '../../domain/ports/prover.ts';
import { describePowers, type Power } from '../../domain/power.ts';
import type { RecordedRequest } from '../../domain/recording.ts';
import { allRequestsOf, type Seen, seenBetween } from '../observe.ts';
import type { ProbeOutcome } from '../run-probe.ts';
import { judgeEffects, type LeftOut } from '../side-effects.ts';
import type { Stage } from '../stage.ts';
import type { Base } from '../tools.ts';
import { CALLS_PER_RUN } from './ask-again.ts';
import { newConductPowers } from './new-conduct.ts';
import { newStatementPowers } from './new-statements.ts';
import { overrunOf } from './overrun.ts';
import { readSource } from './source-text.ts';
import { widerRowPowers } from './wider-rows.ts';

/** Statements that a run may send more than the base's runs: corrected code does what the fault had cut off. */
const MORE_STATEMENTS = 50;
/** And how many times as many. */
const TIMES_STATEMENTS = 10;

/** Where nothing shows that the service does so for the same request sent twice. */
const STORED: Power = {
  kind: 'answer',
  what: 'answers with the row that is stored where a value is taken; 409 is usual: decide which it should be',
  ...{ where: null, refused: false, seen: 'sandbox' },
};

export interface JudgedRuns {
  stage: Stage;
  outcome: ProbeOutcome;
  base: Base;
  before: Reproduction;
  /** Runs that passed. */
  runs: number;
  /** Requests that each of them sends: many where a pool must run empty. */
  requests: number;
  /** What was seen during them. */
  seen: Seen;
  /** The status that the probe must be answered with; null for a command. */
  expected: number | null;
  /** See `SideEffects`. */
  mayRefuse: RegExp | null;
  /** See `SideEffects`. */
  isLate: boolean;
  /** The recorded request; null: a command, or it is declared what is right. */
  request: RecordedRequest | null;
  /** Folders that the service's commands write. */
  output: string[];
}

/**
 * Compares what the sandbox saw of runs that passed with what it saw of the base's.
 * @returns why they prove nothing, each a sentence; what a refusal leaves out; and what a person has to agree with
 */
export async function judgeConduct(
  judged: JudgedRuns,
): Promise<{ refusals: string[]; left: LeftOut[]; powers: Power[] }> {
  const { stage, outcome, before, runs, seen, expected, mayRefuse, isLate, request } = judged;
  const overrun = overrunOf(stage, outcome.aftermath?.conduct.did ?? []);
  if (overrun) {
    return {
      refusals: [`the service ${overrun}, more than a proof can follow`],
      left: [],
      powers: [],
    };
  }
  const bodies = outcome.results.flatMap(({ body, copies = [] }) => [body, ...copies]);
  const effects = { before, after: seen, runs, expected, mayRefuse, isLate };
  const { findings, left, isStored } = judgeEffects({ ...effects, answers: request && { request, bodies } });
  const stored = isStored && (before.near?.repeated ?? 500) >= 300 ? [STORED] : [];
  const powers = [...(await statementPowers(judged)), ...conductPowers(judged), ...stored];
  return {
    refusals: [
      ...findings,
      ...(outcome.aftermath?.wrong ?? []),
      ...withoutBound(judged),
      ...endings(judged),
      ...describePowers(powers.filter(({ refused }) => refused)).map((what) => `the fix newly ${what}`),
    ],
    left,
    powers,
  };
}

async function statementPowers({ stage, before, base, output }: JudgedRuns): Promise<Power[]> {
  const compared = {
    before: [...before.observations.statements, ...(before.conduct?.statements ?? [])],
    after: seenBetween(stage, 0).statements,
  };
  const judge = (isWritten: (text: string) => boolean) => [
    ...newStatementPowers({ ...compared, isWritten }, before.schema),
    ...widerRowPowers({ ...compared, isWritten }, before.schema),
  ];
  const found = judge(() => false);
  // The source is read only when it matters.
  return found.length === 0 ? found : judge(await readSource(base.folder, output));
}

function conductPowers({ stage, before, outcome }: JudgedRuns): Power[] {
  if (!before.conduct) return [];
  // A command leaves nothing that could be looked at; what it asked of upstreams is known all the same.
  const conduct = outcome.aftermath?.conduct ?? before.conduct;
  return newConductPowers(before.conduct, { ...conduct, requests: allRequestsOf(stage) });
}

/** Work that grows without a bound: statements and calls per run, in relation to the base's. */
function withoutBound({ before, seen, runs, requests }: JudgedRuns): string[] {
  const findings: string[] = [];
  const { observations } = before;
  const perRun = (count: number) => Math.ceil(count / Math.max(1, before.runs));
  const sent = perRun(observations.statements.reduce((sum, { count }) => sum + count, 0));
  const most = runs * requests * (sent * TIMES_STATEMENTS + MORE_STATEMENTS);
  if (seen.statements.length > most) {
    findings.push(
      `${runs} runs sent ${seen.statements.length} statements, more than ${most}, after ${sent} a run before`,
    );
  }
  for (const { name, calls } of observations.upstreams) {
    const called = seen.upstreams.find((upstream) => upstream.name === name)?.calls.length ?? 0;
    const allowed = runs * requests * CALLS_PER_RUN * Math.max(1, perRun(calls));
    if (called > allowed) findings.push(`${runs} runs asked ${name} ${called} times, more than ${allowed}`);
  }
  return findings;
}

function endings({ before, outcome }: JudgedRuns): string[] {
  const was = before.conduct?.exitCode ?? null;
  if (!outcome.aftermath) return [];
  if (before.conduct?.looked && !outcome.aftermath.conduct.looked && outcome.aftermath.wrong.length === 0) {
    return ['the service does not report what it leaves, as it did before'];
  }
  if (was === null || !outcome.aftermath.asked) return [];
  const is = outcome.aftermath.conduct.exitCode;
  if (is === was) return [];
  return [
    is === null
      ? 'the service no longer ends when it is asked to'
      : `the service ends with exit code ${is} when it is asked to, before with ${was}`,
  ];
}
