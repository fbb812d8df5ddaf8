import { spawnSync } from 'node:child_process';

/** The functions of the stack, by their names in `tools/build.mjs`. */
export const LAMBDAS = ['fault-router', 'github-tool'];

/** Builds the functions into `dist/lambdas/`. @throws Error when that fails; the build prints the reason. */
export function buildLambdas() {
  const { status } = spawnSync(process.execPath, ['tools/build.mjs', ...LAMBDAS], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`The functions ${LAMBDAS.join(', ')} could not be built; see above.`);
}
