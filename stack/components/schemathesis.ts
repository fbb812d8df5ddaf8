import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isProgram, onPath } from '../../platform/find-program.ts';
import { runTool } from '../process/run-tool.ts';
import { type Component, cacheFolder, missing, type SetUp, versionOf } from './component.ts';
import { withInstallLock } from './install-lock.ts';

/** What the HTTP tests were written with. */
const VERSION = '4.32.5';

/** The tester of OpenAPI documents, from PyPI, in an environment of its own. */
export const schemathesis: Component = {
  name: 'schemathesis',
  help: `install it: pip install schemathesis==${VERSION}`,

  async find(setUp) {
    const program = onPath(['schemathesis'], setUp.environment);
    const path = program ?? cachedProgram(setUp);
    if (!isProgram(path)) return null;
    const version = await versionOf(path);
    return version === VERSION
      ? { name: 'schemathesis', source: program ? 'PATH' : 'cache', path, address: null, version }
      : null;
  },

  async install(setUp) {
    return withInstallLock('schemathesis', setUp, async () => {
      const here = await schemathesis.find(setUp);
      if (here) return here;
      const python = onPath(['python3'], setUp.environment);
      if (!python) throw missing('schemathesis', 'There is no python3.', schemathesis.help);
      const folder = dirname(dirname(cachedProgram(setUp)));
      const options = { env: setUp.environment, signal: setUp.signal, timeoutMs: 300_000 };
      setUp.say(`schemathesis: installing version ${VERSION} from PyPI`);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(dirname(folder), { recursive: true });
      for (const [program, ...args] of [
        [python, '-m', 'venv', folder],
        [join(folder, 'bin/pip'), 'install', '--quiet', `schemathesis==${VERSION}`],
      ]) {
        const { code, tail } = await runTool(program as string, args, options);
        if (code === 0) continue;
        rmSync(folder, { recursive: true, force: true });
        throw missing('schemathesis', `${tail.split('\n').at(-1) ?? ''}.`, schemathesis.help);
      }
      const found = await schemathesis.find(setUp);
      if (!found) throw missing('schemathesis', 'It does not run on this machine.', schemathesis.help);
      return { ...found, source: 'package' };
    });
  },
};

function cachedProgram({ environment }: SetUp): string {
  return join(dirname(cacheFolder(environment)), `schemathesis-${VERSION}/bin/schemathesis`);
}
