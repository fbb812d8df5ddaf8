// What esbuild makes of the recorder: the same for the package and for its tests.
const ENTRIES = ['index', 'register', 'flush', 'watchdog', 'esm-hooks'].map((name) => `recorder/${name}.ts`);

/** @param {string} outdir @returns {import('esbuild').BuildOptions[]} */
export function recorderBuilds(outdir) {
  /** @type {import('esbuild').BuildOptions} */
  const common = { outdir, bundle: true, platform: 'node', target: 'node18', logLevel: 'warning' };
  return [
    { ...common, entryPoints: ENTRIES, format: 'esm' },
    {
      ...common,
      // What `--require` loads.
      entryPoints: ['recorder/register.ts'],
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      define: { 'import.meta.url': 'moduleUrl' },
      banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    },
  ];
}
