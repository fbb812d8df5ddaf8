// Bundles the programs: `node tools/build.mjs [name…]`, no name meaning all of them, `packaged` those of the npm package.
// Plain JavaScript: it also runs in a release's checkout and inside the proof's sandbox, without network.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, programInputs, workflowInputs } from './build-inputs.mjs';
import { recorderBuilds } from './recorder-builds.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Program name to entry file. */
const PROGRAMS = {
  app: 'app/main.ts',
  intake: 'app/intake/main.ts',
  'mock-api': 'mock-api/main.ts',
  delivery: 'stack/delivery/main.ts',
  worker: 'worker/main.ts',
  'worker-health': 'worker/health/main.ts',
  migrate: 'store/main.ts',
  origin: 'demo/seed/main.ts',
  stack: 'stack/main.ts',
  supervisor: 'stack/background/main.ts',
  'stand-ins': 'fakes/cloud/main.ts',
  cli: 'cli/main.ts',
  bench: 'tests/bench/main.ts',
  'bench-clients': 'tests/bench/clients/main.ts',
};

/** Function name to entry file. A function is one file with all that it needs, in a folder that can be zipped. */
const LAMBDAS = {
  'fault-router': 'deploy/lambdas/fault-router/main.ts',
  'github-tool': 'deploy/lambdas/github-tool/main.ts',
};

/** Entry of the bundle that Temporal's sandbox runs; named after the room, not after a file in it. */
const WORKFLOWS = ['workflows/index.ts', 'workflows/main.ts'];

const FAILURE_CONVERTER = 'workflows/failure-converter.ts';

/**
 * Puts a file into place whole, unless it is there with this content: another process may start from it at any time, and
 * build it at the same time.
 * @param {string} path
 * @param {string | Uint8Array} content
 */
function putFile(path, content) {
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(content))) return;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

/** Runs esbuild, and puts what it makes into place. @param {import('esbuild').BuildOptions} options */
async function bundle(options) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({ absWorkingDir: root, ...options, write: false });
  for (const { path, contents } of outputFiles) putFile(path, contents);
  return metafile;
}

/**
 * Leaves out the programs that are there and were built from the same files.
 * @param {string[]} names keys of PROGRAMS
 */
async function buildPrograms(names) {
  const inputs = programInputs();
  const stampOf = (name) => join(root, `dist/${name}.hash`);
  const stale = names.filter((name) => {
    const built = existsSync(join(root, `dist/${name}.js`)) && existsSync(stampOf(name));
    return !inputs || !built || readFileSync(stampOf(name), 'utf8') !== inputs;
  });
  if (stale.length > 0) await bundlePrograms(stale);
  for (const name of inputs ? stale : []) putFile(stampOf(name), inputs);
}

/** @param {string[]} names keys of PROGRAMS */
async function bundlePrograms(names) {
  const metafile = await bundle({
    entryPoints: names.map((name) => ({ in: PROGRAMS[name], out: name })),
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    metafile: true,
  });
  // By these a program that is started often knows whether it has to be built again.
  const inputs = metafile.outputs['dist/cli.js']?.inputs;
  if (inputs) putFile(join(root, 'dist/cli.inputs.json'), JSON.stringify(Object.keys(inputs)));
}

/** @param {string[]} names keys of LAMBDAS */
async function buildLambdas(names) {
  await bundle({
    entryPoints: names.map((name) => ({ in: LAMBDAS[name], out: `${name}/index` })),
    outdir: 'dist/lambdas',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifySyntax: true,
    logLevel: 'warning',
  });
}

/** The package `suture-recorder` in `recorder/dist`: its module with types, the preload, and what sends the spool. Kept while its sources stay. */
async function buildRecorder() {
  const folder = join(root, 'recorder/dist');
  const stamp = join(root, 'dist/recorder.hash');
  const inputs = hashOf(['recorder'])
    .update(JSON.stringify(recorderBuilds('')))
    .digest('hex');
  if (existsSync(join(folder, 'index.js')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs)
    return;
  rmSync(folder, { recursive: true, force: true });
  for (const options of recorderBuilds('recorder/dist')) await bundle(options);
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'recorder'], {
    cwd: root,
    stdio: 'inherit',
  });
  putFile(stamp, inputs);
}

/** What makes a workflow and its steps spans of a trace; used where traces are collected. */
function tracingModule() {
  return createRequire(import.meta.url).resolve(
    '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors',
  );
}

/** A module that Temporal loads by `require`, in the worker's process. */
async function buildFailureConverter() {
  await bundle({
    entryPoints: [FAILURE_CONVERTER],
    outfile: 'dist/failure-converter.cjs',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
}

/**
 * @param {string} name of the bundle in `dist/`
 * @param {{ encrypted: boolean, traced: boolean }} how with what hides the messages of failures, and with what traces
 */
async function buildWorkflows(name, { encrypted, traced }) {
  const target = join(root, `dist/${name}.js`);
  const stamp = join(root, `dist/${name}.hash`);
  const inputs = workflowInputs();
  if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return;
  const entry = WORKFLOWS.find((path) => existsSync(join(root, path)));
  if (!entry) throw new Error(`None of ${WORKFLOWS.join(', ')} exists to bundle.`);
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const quiet = () => {};
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, entry),
    ...(encrypted && { failureConverterPath: join(root, FAILURE_CONVERTER) }),
    workflowInterceptorModules: traced ? [tracingModule()] : [],
    logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: console.warn, error: console.error },
  });
  putFile(target, code);
  putFile(stamp, inputs);
}

/** The bundles of the workflows, one for each way to run them. */
const BUNDLES = {
  workflows: { encrypted: false, traced: false },
  'workflows-encrypted': { encrypted: true, traced: false },
  'workflows-traced': { encrypted: false, traced: true },
  'workflows-encrypted-traced': { encrypted: true, traced: true },
};
/** What the npm package brings. */
const PACKAGED = [
  ...['app', 'cli', 'migrate', 'supervisor', 'worker', 'worker-health', 'failure-converter', 'recorder'],
  ...Object.keys(BUNDLES),
];
const known = [
  ...Object.keys(PROGRAMS),
  ...Object.keys(LAMBDAS),
  ...Object.keys(BUNDLES),
  'failure-converter',
  'recorder',
];
const asked = process.argv.slice(2);
const names = asked.length === 0 ? known : asked[0] === 'packaged' ? PACKAGED : asked;
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no program ${unknown.join(', ')}. Known: ${known.join(', ')}.`);
  process.exit(2);
}
// The app starts the intake.
if (names.includes('app') && !names.includes('intake')) names.push('intake');
const programs = names.filter((name) => name in PROGRAMS);
const lambdas = names.filter((name) => name in LAMBDAS);
try {
  if (programs.length > 0) await buildPrograms(programs);
  if (lambdas.length > 0) await buildLambdas(lambdas);
  if (names.includes('recorder')) await buildRecorder();
  if (names.includes('failure-converter')) await buildFailureConverter();
  for (const name of names.filter((each) => each in BUNDLES)) await buildWorkflows(name, BUNDLES[name]);
} catch (error) {
  // esbuild has already printed its own findings.
  if (!(error && typeof error === 'object' && 'errors' in error)) console.error(error);
  process.exit(1);
}
