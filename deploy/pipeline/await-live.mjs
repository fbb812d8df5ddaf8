// `node deploy/pipeline/await-live.mjs <service URL> <commit> [seconds]`: 0 once the service says several times in a row
// that it runs the commit; a load balancer may still ask an old task in between.
import { setTimeout as sleep } from 'node:timers/promises';

const [url, commit, seconds = '120'] = process.argv.slice(2);
const IN_A_ROW = 5;
const PAUSE_MS = 300;

async function live() {
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
  seen = await live();
  row = seen === commit ? row + 1 : 0;
  if (row < IN_A_ROW && Date.now() > end) {
    console.error(`${url} does not run ${commit} after ${seconds} s; it answers ${seen}.`);
    process.exit(1);
  }
  if (row < IN_A_ROW) await sleep(PAUSE_MS);
}
console.log(`${commit} is live`);
