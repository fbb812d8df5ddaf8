import type { Recording } from '../../../domain/recording.ts';
import type { Job } from '../../tools.ts';
import { askInTurn } from '../near/ask-in-turn.ts';
import type { Judged } from '../near/judged.ts';
import type { FlowSample } from './flow-sample.ts';
import { breaksFlows, staysTheSame } from './judge-flows.ts';

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 4_000;

/** Whether what a fix answers follows the data: the recorded, and other data with which the unchanged service fails as well. */
export async function judgeData(job: Job, judged: Judged): Promise<string[]> {
  const { reproduction, status } = judged;
  const { flows, varied = null, others = [] } = reproduction.near ?? {};
  const { recording } = job.subject;
  if (!flows || !recording || status === null) return [];
  const recorded = await sampleOf(job, judged, recording);
  if (!recorded) return [];
  const [failure] = reproduction.failures;
  const known = {
    flows,
    errorClass: recording.errors.at(-1)?.class ?? failure?.errorClass ?? null,
    isBadValue: failure?.sqlstate?.startsWith('22') ?? false,
  };
  const wrong = breaksFlows(recorded, known);
  if (wrong) return [wrong];
  const variedSample = varied && status < 300 ? await sampleOf(job, judged, varied) : null;
  const broken = variedSample && breaksFlows(variedSample, known);
  if (broken) return [`with other values of the request, ${broken}`];
  for (const one of others) {
    const sample = await sampleOf(job, judged, one);
    const what = `the same failure with other data, ${one.request?.method} ${one.request?.path},`;
    if (!sample) return [`${what} is not answered`];
    if (Math.floor(sample.status / 100) !== Math.floor(status / 100)) {
      return [`${what} is answered with ${sample.status}, the recorded one with ${status}`];
    }
    const follows = breaksFlows(sample, known) ?? staysTheSame(recorded, sample);
    if (follows) return [follows];
  }
  return [];
}

/** What a changed service answers to a failing request in the surroundings of a recording; null: nothing. */
async function sampleOf(
  job: Job,
  { base, worktree }: Judged,
  recording: Recording,
): Promise<FlowSample | null> {
  const { request } = recording;
  if (!request) return null;
  const answer = await askInTurn(job, { base, worktree, recording }, ({ ask }) => ask(request, ANSWER_MS));
  return answer && { request, status: answer.status, body: answer.body, ...answer.flow };
}
