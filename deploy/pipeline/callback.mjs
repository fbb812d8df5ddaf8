// `node deploy/pipeline/callback.mjs pending|finished`: tells the service that a rollout has begun, or how it ended.
// What happened is in NEEDS, the `needs` context of GitHub Actions as JSON; a job whose name begins with `release` must
// have succeeded and none have failed.
import { send } from './send.mjs';

const [what] = process.argv.slice(2);
const { SERVICE_URL, CALLBACK_SECRET, GITHUB_SHA, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT = '1' } = process.env;
const { RUN_URL, FAULT_CODES, NEEDS = '{}' } = process.env;
const FOR_MS = { pending: 0, finished: Number(process.env.CALLBACK_FOR_MS ?? 180_000) };

if (!(what in FOR_MS) || !SERVICE_URL || !CALLBACK_SECRET || !GITHUB_SHA) {
  console.error('Say pending or finished, and set SERVICE_URL, CALLBACK_SECRET and GITHUB_SHA.');
  process.exit(2);
}

const about = {
  fault_codes: JSON.parse(FAULT_CODES || '[]'),
  commit_sha: GITHUB_SHA,
  run_url: RUN_URL ?? '',
};

function outcome(needs) {
  const jobs = Object.entries(needs);
  const failed = jobs.filter(([, { result }]) => !['success', 'skipped'].includes(result));
  const released = jobs.some(([name, { result }]) => name.startsWith('release') && result === 'success');
  const durations = jobs.map(([, { outputs }]) => JSON.parse(outputs?.durations || '{}'));
  const named = failed.map(([name, { result, outputs }]) => `${name}: ${outputs?.failed || result}`);
  return {
    status: failed.length === 0 && released ? 'success' : 'failure',
    detail: named.join('; ') || (released ? '' : 'No job released anything.'),
    durations_ms: Object.assign({}, ...durations),
  };
}

const body = what === 'pending' ? about : { ...about, ...outcome(JSON.parse(NEEDS)) };
try {
  const taken = await send({
    url: `${SERVICE_URL.replace(/\/+$/, '')}/developer/incidents/pipeline/${what === 'pending' ? 'pending' : 'callback'}`,
    secret: CALLBACK_SECRET,
    id: `${what}-${GITHUB_RUN_ID ?? GITHUB_SHA}-${GITHUB_RUN_ATTEMPT}`,
    body,
    forMs: FOR_MS[what],
  });
  console.log(`${what} ${body.status ?? ''}: ${taken}`);
} catch (error) {
  console.error(error.message);
  // The notice only informs; a result that is not taken is asked for later, but somebody should know.
  process.exitCode = what === 'pending' ? 0 : 1;
}
