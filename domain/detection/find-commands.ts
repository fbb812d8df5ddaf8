import { withoutEnvFile } from './env-file.ts';
import { findStart } from './find-start.ts';
import { withGeneratedClient, withoutPreparation } from './generated-client.ts';
import { byScript, type Place, uses } from './place.ts';
import { below, type Finding, firstOf } from './source-tree.ts';
import { withoutBuild } from './without-build.ts';

/** The commands of a service, each a line for `sh` in the service's folder; null for a command that it does not have. */
export interface Commands {
  build: Finding<string> | null;
  start: Finding<string> | null;
  typecheck: Finding<string> | null;
  test: Finding<string> | null;
}

const BUILD_SCRIPTS = ['build:prod', 'build:production', 'build', 'compile', 'build:ts', 'tsc'];
/** Where a service is built when its packages are installed, as hosting companies do it. */
const INSTALL_SCRIPTS = ['heroku-postbuild', 'gcp-build', 'postinstall', 'prepare'];
const BUILDS = /\b(tsc|tsup|esbuild|swc|babel|rollup|webpack|ncc|nest build)\b/;
const TYPE_SCRIPTS = [
  ...['typecheck', 'type-check', 'check-types', 'types:check', 'check:types', 'lint:types', 'tsc'],
];
const TEST_SCRIPTS = ['test:ci', 'test:unit', 'test'];
/** What npm writes where nobody wrote a test. */
const NO_TEST = /no test specified/i;
/** What has no place in a sandbox without network and without end. */
const NOT_HERE = /\bdocker(-compose)?\b|--watch(All)?(?![=\w-])|--watch=true|\s-w\b/;

/** Variables of one command, before it. */
const SET = String.raw`^(?:\w+=\S+\s+)*(?:npx\s+)?`;
const COMPILES = new RegExp(
  `${SET}(?:tsc|tsc-alias|tsup|esbuild|swc|babel|rollup|webpack|ncc|nest build)(?=\\s|$)`,
);
/** What looks at the sources and makes nothing that the program needs, also what empties the output before a build. */
const LOOKS = new RegExp(
  `${SET}(?:eslint|prettier|biome|tslint|standard|xo|jest|vitest|mocha|rimraf|shx rm|rm)(?=\\s|$)`,
);

/** Finds how a service is built, started, type-checked and tested, by its scripts and its files. */
export function findCommands(place: Place): Commands {
  const start = findStart(place);
  const split = splitStart(start?.value ?? '');
  const compiled = start && split.build !== null ? { ...start, value: split.build } : null;
  const build = withGeneratedClient(place, findBuild(place, start?.value ?? '', compiled));
  const own = start && split.start !== '' ? { ...start, value: split.start } : start;
  return {
    build: withoutEnvFile(place, build),
    start: withoutEnvFile(
      place,
      withoutPreparation(own && { ...own, value: withoutBuild(own.value, build?.value ?? null) }),
    ),
    typecheck: checksTypes(build?.value ?? '') ? null : findTypeCheck(place),
    test: withoutEnvFile(
      place,
      byScript(place, TEST_SCRIPTS, (text) => !NO_TEST.test(text) && !NOT_HERE.test(text)),
    ),
  };
}

/**
 * A start that looks at its sources and compiles them first: what it compiles with is a build, for the program may not write beside
 * itself, and what it looks at decides nothing in a sandbox.
 */
function splitStart(start: string): { build: string | null; start: string } {
  const steps = start.split(/\s+&&\s+/);
  const first = steps.findIndex((step) => !COMPILES.test(step) && !LOOKS.test(step));
  if (first < 0) return { build: null, start };
  const build = steps.slice(0, first).filter((step) => COMPILES.test(step));
  return { build: build.length > 0 ? build.join(' && ') : null, start: steps.slice(first).join(' && ') };
}

/** @param compiled what the start compiles with before it runs the program */
function findBuild(place: Place, start: string, compiled: Finding<string> | null): Finding<string> | null {
  const script = byScript(place, BUILD_SCRIPTS, (text) => !NOT_HERE.test(text) && !/--noEmit\b/.test(text));
  if (script) return script;
  const installed = byScript(place, INSTALL_SCRIPTS, (text) => BUILDS.test(text) && !NOT_HERE.test(text));
  if (installed) return installed;
  if (compiled) return compiled;
  const config = tsconfigOf(place, ['tsconfig.build.json', 'tsconfig.json']);
  // What starts from a folder that is not tracked has to be built first.
  const started = /(?:^|\s)(?:\.\/)?((?:dist|build|lib|out)\/\S+)/.exec(start)?.[1];
  if (!config || !started || place.tree.paths.includes(below(place.folder, started))) return null;
  return { value: `tsc -p ${config}`, because: `it starts ${started}, and there is ${config}` };
}

/** A build in which `tsc` itself writes the program: it fails where the types do, so a check beside it would be the same work. */
function checksTypes(build: string): boolean {
  if (build.includes('||')) return false;
  return build.split(/&&|;/).some((part) => {
    const words = part.replace(/[()]/g, ' ').trim().split(/\s+/);
    const program = words.find((word) => word !== 'npx' && !word.includes('='));
    return program === 'tsc' && !words.some((word) => /^--?(noCheck|b|build|w|watch)$/i.test(word));
  });
}

function findTypeCheck(place: Place): Finding<string> | null {
  const script = byScript(place, TYPE_SCRIPTS, (text) => !NOT_HERE.test(text));
  if (script) return script;
  const config = tsconfigOf(place, ['tsconfig.json']);
  if (!config) return null;
  return { value: `tsc --noEmit -p ${config}`, because: `there is ${below(place.folder, config)}` };
}

/** The first of these that exists, where TypeScript is among the packages. */
function tsconfigOf(place: Place, names: string[]): string | null {
  if (!uses(place, 'typescript')) return null;
  return names.find((name) => firstOf(place.tree, place.folder, [name])) ?? null;
}
