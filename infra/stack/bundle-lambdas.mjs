import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The functions of the stack, by folder below `infra/lambdas/`; the template names where their programs are. */
export const LAMBDAS = ['fault-router', 'github-tool'];
/** What a function's entry may be called; it exports `handler`. */
const ENTRIES = ['index.ts', 'main.ts'];

/**
 * Makes one file of each function, `<to>/<name>/index.mjs`, for Lambda's Node 22, which brings the AWS SDK.
 * @param {string} from folder with a folder a function
 * @throws Error when one has no entry
 */
export async function bundleLambdas(from, to) {
  const { build } = await import('esbuild');
  for (const name of LAMBDAS) {
    const entry = ENTRIES.map((file) => join(from, name, file)).find(existsSync);
    if (!entry) throw new Error(`There is no ${ENTRIES.join(' or ')} in ${join(from, name)}.`);
    rmSync(join(to, name), { recursive: true, force: true });
    await build({
      entryPoints: [entry],
      outfile: join(to, name, 'index.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      external: ['@aws-sdk/*'],
      // Packages that are still CommonJS ask for Node's modules by `require`.
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
      logLevel: 'warning',
    });
  }
}
