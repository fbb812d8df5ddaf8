// Entry of `npm start`, `npm run demo`, `npm run doctor` and `npm test`. It has no dependency, so it runs in an
// empty clone: it checks Node and git, installs the packages, builds the programs, and hands over.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkGit, checkNode } from './bootstrap/checks.mjs';
import { endWithLauncher } from './bootstrap/end-with-launcher.mjs';
import { installPackages } from './bootstrap/install.mjs';

// A full disk or a closed terminal loses lines, and ends nothing.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [command = 'start', ...args] = process.argv.slice(2);

/** Programs that a command needs; `npm test` builds what it tests by itself where it needs it. */
const PROGRAMS = ['recorder', 'stack', 'app', 'delivery', 'worker', 'workflows'];
/** What a command needs besides. */
const BESIDES = { 'demo-cloud': ['stand-ins'] };
/** Commands that start none of them. */
const ALONE = ['doctor', 'check-delivery'];
/** What the benchmarks run. */
const BENCHED = ['stack', 'app', 'bench', 'bench-clients'];

/**
 * Runs a step in a process group of its own and ends that group when we are asked to stop.
 * @returns {Promise<number>} its exit code
 */
function run(program, programArgs) {
  return new Promise((resolve) => {
    const child = spawn(program, programArgs, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const stop = (signal) => {
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It has just ended.
      }
      process.exitCode = signal === 'SIGINT' ? 130 : 143;
      child.once('exit', () => process.exit());
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    child.once('error', (error) => {
      console.error(`${program} could not be run: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve(code === null ? 1 : code);
    });
  });
}

/** What is built besides where histories are encrypted or traces are collected. */
function variantOf({ TEMPORAL_CODEC_KEYS: keys, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }) {
  const bundle = `workflows${keys ? '-encrypted' : ''}${endpoint ? '-traced' : ''}`;
  return [...(bundle === 'workflows' ? [] : [bundle]), ...(keys ? ['failure-converter'] : [])];
}

async function bootstrap() {
  process.chdir(root);
  endWithLauncher(process.env);
  const problem = checkNode(process.versions.node) || checkGit(process.env);
  if (problem) {
    console.error(problem);
    return 1;
  }
  const installed = await installPackages(root, run);
  if (installed !== 0) return installed;
  const programs = ALONE.includes(command)
    ? ['stack']
    : command === 'bench'
      ? BENCHED
      : [...PROGRAMS, ...(BESIDES[command] ?? []), ...variantOf(process.env)];
  const built = await run(process.execPath, [join(root, 'tools/build.mjs'), ...programs]);
  if (built !== 0) return built;
  const { main } = await import(pathToFileURL(join(root, 'dist/stack.js')).href);
  return main(command, args, process.env);
}

bootstrap().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
