// `node pipeline/begin.mjs`: the first step of a rollout. Writes `incidents` (JSON, the incidents that the new commits fix) to
// the step's outputs.
import { appendFileSync } from 'node:fs';
import { incidentsOf, rangeSince } from './commits.mjs';

const { SERVICE_URL, GITHUB_SHA, BEFORE, GITHUB_OUTPUT } = process.env;

/** Null while no release answers. */
async function liveBuild() {
  try {
    const answer = await fetch(`${SERVICE_URL.replace(/\/+$/, '')}/up/build`, {
      signal: AbortSignal.timeout(10_000),
    });
    return (await answer.json()).build_sha;
  } catch {
    return null;
  }
}

const live = await liveBuild();
const incidents = JSON.stringify(incidentsOf(rangeSince(GITHUB_SHA, [live, BEFORE])));
appendFileSync(GITHUB_OUTPUT, `incidents=${incidents}\n`);
console.log(`${live ?? 'No release'} is live. The new commits fix ${incidents}.`);
