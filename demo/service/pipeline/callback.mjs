// `node pipeline/callback.mjs pending|finished`: reports to Suture that a rollout has begun, or how it ended.
// NEEDS is the `needs` context of GitHub Actions as JSON. A rollout succeeded when no job failed and at least one job whose
// name starts with `release` succeeded.
import { send } from './send.mjs';

const [what] = process.argv.slice(2);
const { SUTURE_URL, SUTURE_SERVICE, CALLBACK_SECRET, GITHUB_SHA, GITHUB_RUN_ID } = process.env;
const { GITHUB_RUN_ATTEMPT = '1', RUN_URL, INCIDENTS, NEEDS = '{}' } = process.env;
/** How long to retry, in milliseconds. Suture asks GitHub for a lost result, so minutes are enough. */
const FOR_MS = { pending: 0, finished: Number(process.env.CALLBACK_FOR_MS ?? 180_000) };

/** What Suture takes at most, in characters. */
const LONGEST_DETAIL = 16_000;

if (!(what in FOR_MS) || !SUTURE_URL || !SUTURE_SERVICE || !CALLBACK_SECRET || !GITHUB_SHA) {
  console.error(
    'Pass pending or finished, and set SUTURE_URL, SUTURE_SERVICE, CALLBACK_SECRET and GITHUB_SHA.',
  );
  process.exit(2);
}

const about = {
  service: SUTURE_SERVICE,
  incidents: JSON.parse(INCIDENTS || '[]'),
  commit_sha: GITHUB_SHA,
  run_url: RUN_URL ?? '',
};

function outcome(needs) {
  const jobs = Object.entries(needs);
  const failed = jobs.filter(([, { result }]) => !['success', 'skipped'].includes(result));
  const released = jobs.some(([name, { result }]) => name.startsWith('release') && result === 'success');
  const durations = jobs.map(([, { outputs }]) => JSON.parse(outputs?.durations || '{}'));
  const named = failed.map(([name, { result, outputs }]) => `${name}: ${outputs?.failed || result}`);
  // A job that names no stage was cancelled, or lost its runner: that is not the commit's fault.
  const isJudged = failed.some(([, { result, outputs }]) => result === 'failure' && outputs?.failed);
  const isGood = failed.length === 0 && released;
  return {
    ...(!isGood && !isJudged && { cause: 'surroundings' }),
    status: isGood ? 'success' : 'failure',
    detail: (named.join('; ') || (released ? '' : 'No job released anything.')).slice(0, LONGEST_DETAIL),
    durations_ms: Object.assign({}, ...durations),
  };
}

const body = what === 'pending' ? about : { ...about, ...outcome(JSON.parse(NEEDS)) };
try {
  const result = await send({
    url: `${SUTURE_URL.replace(/\/+$/, '')}/developer/incidents/pipeline/${what === 'pending' ? 'pending' : 'callback'}`,
    secret: CALLBACK_SECRET,
    id: `${what}-${GITHUB_RUN_ID ?? GITHUB_SHA}-${GITHUB_RUN_ATTEMPT}`,
    body,
    forMs: FOR_MS[what],
  });
  console.log(`${what} ${body.status ?? ''}: ${result}`);
} catch (error) {
  console.error(error.message);
  // `pending` only informs. A result that did not arrive fails the run, so that a person sees it.
  process.exitCode = what === 'pending' ? 0 : 1;
}
