// `node pipeline/stage.mjs <name> <command> [argument…]`: runs a stage of the pipeline. Writes two outputs of the job:
// `durations` (JSON, milliseconds by stage) and, when the stage failed, `failed` (a sentence).
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [name, command, ...args] = process.argv.slice(2);
if (!name || !command) {
  console.error('Pass the name of a stage and its command.');
  process.exit(2);
}
const file = join(process.env.RUNNER_TEMP ?? '.', 'stages.json');
const durations = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};

const begin = performance.now();
const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
durations[name] = Math.round(performance.now() - begin);
writeFileSync(file, JSON.stringify(durations));

const outputs = [`durations=${JSON.stringify(durations)}`];
if (status !== 0) outputs.push(`failed=stage ${name} (${[command, ...args].join(' ')}) failed`);
if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `${outputs.join('\n')}\n`);
if (error) console.error(error.message);
process.exit(status ?? 1);
