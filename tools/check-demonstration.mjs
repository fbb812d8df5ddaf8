// Type-checks the demonstration, a repository of its own, by the packages of this one.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = `${root}node_modules/typescript/bin/tsc`;
const { status } = spawnSync(process.execPath, [tsc, '--noEmit', '-p', 'tools/tsconfig.demonstration.json'], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
