// First step of a rollout: writes `fault_codes` (JSON) and `worker` (whether the worker must be released too) to the
// step's outputs.
import { appendFileSync } from 'node:fs';
import { changeOnlyTheApp, faultCodesOf, subjectsSince } from './commits.mjs';

const { SERVICE_URL, GITHUB_SHA, BEFORE, GITHUB_OUTPUT } = process.env;

/** Null while no release is up. */
async function liveBuild() {
  try {
    const answer = await fetch(`${SERVICE_URL}/up/build`, { signal: AbortSignal.timeout(10_000) });
    return (await answer.json()).build_sha;
  } catch {
    return null;
  }
}

const live = await liveBuild();
const subjects = subjectsSince(GITHUB_SHA, [live, BEFORE]);
const outputs = [
  `fault_codes=${JSON.stringify(faultCodesOf(subjects))}`,
  // Nothing is known to run: release all.
  `worker=${live === null || !changeOnlyTheApp(subjects)}`,
];
appendFileSync(GITHUB_OUTPUT, `${outputs.join('\n')}\n`);
console.log(`takes in ${subjects.length} commits since ${live ?? 'nothing that answers'}`);
for (const line of outputs) console.log(line);
