// `node deploy/pipeline/await-live.mjs <base URL> <commit> [seconds]`: exits with 0 once five answers in a row of `/up/build` name the
// commit. One is not enough, because a load balancer may still pass requests to an old task.
import { setTimeout as sleep } from 'node:timers/promises';

const [url, commit, seconds = '120'] = process.argv.slice(2);
const IN_A_ROW = 5;
const PAUSE_MS = 300;

async function liveBuild() {
  try {
    const answer = await fetch(`${url.replace(/\/+$/, '')}/up/build`, { signal: AbortSignal.timeout(5_000) });
    return (await answer.json()).build_sha;
  } catch (error) {
    return `nothing (${error.cause?.message ?? error.message})`;
  }
}

const end = Date.now() + Number(seconds) * 1000;
let seen;
for (let row = 0; row < IN_A_ROW; ) {
  seen = await liveBuild();
  row = seen === commit ? row + 1 : 0;
  if (row < IN_A_ROW && Date.now() > end) {
    console.error(`${url} does not run ${commit} after ${seconds} s. Its last answer is ${seen}.`);
    process.exit(1);
  }
  if (row < IN_A_ROW) await sleep(PAUSE_MS);
}
console.log(`${commit} is live`);
