import { spawnSync } from 'node:child_process';

/** The functions of the stack, as `tools/build.mjs` calls them; the template names where it puts them. */
export const LAMBDAS = ['fault-router', 'github-tool'];

/** Builds the functions into `dist/lambdas/`. @throws Error when that fails; the reason is printed before. */
export function buildLambdas() {
  const { status } = spawnSync(process.execPath, ['tools/build.mjs', ...LAMBDAS], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`The functions ${LAMBDAS.join(', ')} could not be built; see above.`);
}
