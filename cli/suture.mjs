#!/usr/bin/env node
// Entry of `npx suture` and `npm run suture`. In a clone it has no dependency, so it runs in an empty one: it builds the
// program when its sources are newer, saying so on stderr only, and hands over. The npm package brings the program built.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkNode } from '../stack/bootstrap/checks.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isClone = existsSync(join(root, 'tools/build.mjs'));
const built = join(root, 'dist/cli.js');
/** Where the user stands; npm changes to the clone before it runs a script of it. */
const here = process.cwd();
const folder = relative(root, here) === '' ? process.env.INIT_CWD || here : here;

/** Whether the program was built from the sources as they are. */
function isFresh() {
  const list = join(root, 'dist/cli.inputs.json');
  if (!existsSync(built) || !existsSync(list)) return false;
  const since = statSync(built).mtimeMs;
  const inputs = [...JSON.parse(readFileSync(list, 'utf8')), 'package-lock.json'];
  return inputs.every(
    (path) => (statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) <= since,
  );
}

/** Runs a step; what it says goes to stderr, since stdout is for the answer. */
function run(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', (error) => {
      console.error(`${program} could not be run: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** @returns {Promise<boolean>} whether the program is there */
async function build(...programs) {
  const { installPackages } = await import('../stack/bootstrap/install.mjs');
  const failed =
    (await installPackages(root, run, console.error)) ||
    (await run(process.execPath, [join(root, 'tools/build.mjs'), ...programs]));
  return !failed;
}

async function start() {
  const problem = checkNode(process.versions.node);
  if (problem) {
    console.error(problem);
    return 1;
  }
  if (isClone) {
    process.chdir(root);
    if (!isFresh() && !(await build('cli'))) return 1;
    // What `suture up` starts; the workflows are built only when they changed.
    if (process.argv.includes('up') && !(await build('recorder', 'app', 'worker', 'supervisor', 'workflows')))
      return 1;
  }
  const { main } = await import(pathToFileURL(built).href);
  return main(process.argv.slice(2), process.env, folder);
}

process.exit(await start());
