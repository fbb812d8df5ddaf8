// `npm run check`: everything that needs no server. Runs the parts side by side, shows the output of those that fail.
// With `--static` it leaves out the tests; `npm test` runs it so.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inPackage = (path) => join(root, 'node_modules', path);
if (!existsSync(inPackage('vitest'))) {
  console.error('The packages are not installed. Run npm ci.');
  process.exit(1);
}

/** Name to arguments of Node. The slowest come first. */
const PARTS = {
  types: [
    inPackage('typescript/bin/tsc'),
    '--noEmit',
    // Several checkers do some of the work twice: 33 s of computing in place of 15. The other core has the tests.
    '--singleThreaded',
    // The next check reads again what has changed.
    '--incremental',
    '--tsBuildInfoFile',
    inPackage('.cache/check.tsbuildinfo'),
  ],
  tests: [
    inPackage('vitest/vitest.mjs'),
    'run',
    '--project',
    'quick',
    '--reporter',
    'dot',
    '--reporter',
    join(root, 'tools/skip-reporter.ts'),
  ],
  'format, lint, sorted imports': [
    inPackage('@biomejs/biome/bin/biome'),
    'check',
    '--error-on-warnings',
    '.',
  ],
  'rooms, cycles': [join(root, 'tools/check-rooms.mjs')],
  'dead code': [
    inPackage('knip/bin/knip.js'),
    '--no-config-hints',
    // Here too, the next check reads again what has changed.
    '--cache',
    '--cache-location',
    inPackage('.cache/knip'),
  ],
  "the demonstration's types": [join(root, 'tools/check-demonstration.mjs')],
  'sizes of files': [join(root, 'tools/check-sizes.mjs')],
};

/** Runs one part; returns whether it passed. */
function run([name, args]) {
  const since = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.once('close', (code) => {
      const took = ((performance.now() - since) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${name}  ${took} s`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}

const isStatic = process.argv.includes('--static');
const parts = Object.entries(PARTS).filter(([name]) => !isStatic || name !== 'tests');
const results = [];
await Promise.all(
  // Two cores are the least that is reckoned with.
  Array.from({ length: 2 }, async () => {
    for (let part = parts.shift(); part; part = parts.shift()) results.push(await run(part));
  }),
);
process.exit(results.every(Boolean) ? 0 : 1);
