// Writes dist/: the service, the stand-in of its upstream, and the tests as one program. The packages go into the
// programs too: a program of one file starts in half the time, and each repair starts the service several times.
import { readdirSync } from 'node:fs';
import { build } from 'esbuild';

const tests = readdirSync('src', { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.test.ts'))
  .sort();

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['pg-native'],
  // pg is a CommonJS package and requires modules of Node.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
};

try {
  await Promise.all([
    build({
      ...common,
      outdir: 'dist',
      entryPoints: { service: 'src/main.ts', 'mock-api': 'mock-api/main.ts' },
    }),
    build({
      ...common,
      outfile: 'dist/tests.js',
      stdin: { contents: tests.map((name) => `import './src/${name}';`).join('\n'), resolveDir: '.' },
    }),
  ]);
} catch {
  // esbuild has printed what is wrong.
  process.exit(1);
}
