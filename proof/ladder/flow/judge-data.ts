import type { Recording } from '../../../domain/recording.ts';
import { TAKEN } from '../../stored-conflict.ts';
import type { Job } from '../../tools.ts';
import { isAbsentElsewhere } from '../absent.ts';
import type { AskAlone } from '../near/ask-in-turn.ts';
import { asksForOther, losesSigns } from '../near/asks-other.ts';
import { lostDigits } from '../near/given-values.ts';
import type { Judged } from '../near/judged.ts';
import type { FlowSample } from './flow-sample.ts';
import { breaksFlows, staysTheSame } from './judge-flows.ts';

/** Whether what a fix answers follows the data: the recorded, and other data with which the unchanged service fails as well. */
export async function judgeData(
  job: Job,
  { reproduction, status, missed }: Judged,
  alone: AskAlone,
): Promise<string[]> {
  const { flows, varied = null, others = [] } = reproduction.near ?? {};
  const { recording } = job.subject;
  if (!flows || !recording || status === null) return [];
  const recorded = await sampleOf(recording, alone);
  if (!recorded) return [];
  const other = asksForOther(recording, recorded) ?? losesSigns(recording, recorded);
  if (other) return [other];
  const [failure] = reproduction.failures;
  const known = {
    flows,
    errorClass: recording.errors.at(-1)?.class ?? failure?.errorClass ?? null,
    isBadValue: failure?.sqlstate?.startsWith('22') ?? false,
    isTaken: reproduction.observations.statements.some(({ sqlstate }) => sqlstate === TAKEN),
    isAbsent: isAbsentElsewhere(recording.message, failure?.message),
  };
  const wrong = breaksFlows(recorded, known);
  if (wrong) return [wrong];
  const variedSample = varied && status < 300 ? await sampleOf(varied, alone) : null;
  const broken = variedSample && breaksFlows(variedSample, known);
  if (broken) return [`with other values of the request, ${broken}`];
  for (const one of others) {
    const sample = await sampleOf(one, alone);
    const what = `the same failure with other data, ${one.request?.method} ${one.request?.path},`;
    if (!sample && one.request && missed.saysNothingOf(one.request)) continue;
    if (!sample) return [`${what} is not answered`];
    if (Math.floor(sample.status / 100) !== Math.floor(status / 100)) {
      return [`${what} is answered with ${sample.status}, the recorded one with ${status}`];
    }
    const follows =
      (sample.status < 300 ? lostDigits(sample.body, rowsOf(one)) : null) ??
      breaksFlows(sample, known) ??
      staysTheSame(recorded, sample);
    if (follows) return [follows];
  }
  return [];
}

const rowsOf = ({ steps }: Recording) => steps.flatMap((step) => (step.kind === 'sql' ? step.rows : []));

/** What a changed service answers to a failing request in the surroundings of a recording; null: nothing. */
async function sampleOf(recording: Recording, alone: AskAlone): Promise<FlowSample | null> {
  const { request } = recording;
  const answer = request ? await alone(recording) : null;
  const all = [...recording.before.flatMap(({ steps }) => steps), ...recording.steps];
  const cached = all.flatMap((step) => (step.kind === 'redis' && step.reply ? [repliedBy(step.reply)] : []));
  return request && answer && { request, status: answer.status, body: answer.body, ...answer.flow, cached };
}

const repliedBy = (reply: unknown) => (typeof reply === 'string' ? reply : JSON.stringify(reply));
