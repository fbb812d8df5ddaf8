// Checks rooms and cycles: `node tools/check-rooms.mjs`. Prints a line for each import that is not allowed.
import Module, { register } from 'node:module';
import { ts } from '@ts-morph/common';
import config from './dependency-cruiser.mjs';

// dependency-cruiser parses TypeScript by the compiler's JavaScript API. Version 7 has none; ts-morph carries one.
const loadModule = Module._load;
Module._load = (name, ...rest) =>
  name === 'typescript/package.json' ? { version: ts.version } : loadModule(name, ...rest);
const classic = import.meta.resolve('@ts-morph/common');
const hook = `export const resolve = (name, context, next) =>
  name === 'typescript' ? { url: 'data:text/javascript,import morph from "${classic}"; export default morph.ts;', shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { cruise } = await import('dependency-cruiser');
const { default: extractTSConfig } = await import('dependency-cruiser/config-utl/extract-ts-config');
const { options, ...ruleSet } = config;
const { output } = await cruise(
  ['.'],
  { ...options, ruleSet, validate: true },
  { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const { violations, totalCruised } = output.summary;
for (const { rule, from, to, cycle } of violations) {
  const way = cycle ? [from, ...cycle.map(({ name }) => name)].join(' → ') : `${from} → ${to}`;
  console.error(`${rule.name}: ${way}`);
}
console.log(`${totalCruised} files, ${violations.length} imports that are not allowed`);
process.exit(violations.length === 0 && totalCruised > 500 ? 0 : 1);
