import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onPath } from '../../platform/find-program.ts';
import { runTool } from '../process/run-tool.ts';
import { type Component, cacheFolder, type Found, missing, type SetUp } from './component.ts';
import { withInstallLock } from './install-lock.ts';

const VERSION = '5.2.5';
/** What its server needs for SSM, CloudWatch Logs and Kinesis; `moto[server]` is three times as large. */
const REQUIREMENTS = [`moto[ssm]==${VERSION}`, 'flask==3.1.3', 'flask-cors==6.0.5'];

/** A stand-in for AWS that speaks its protocols; `path` is a folder of Python packages. For tests only. */
export const moto: Component = {
  name: 'moto',
  help: 'install Python 3.10 or newer with pip, and let it reach PyPI',

  async find(setUp) {
    return existsSync(join(home(setUp), 'moto')) ? found('cache', home(setUp)) : null;
  },

  async install(setUp) {
    const python = onPath(['python3'], setUp.environment);
    if (!python) throw missing('moto', 'there is no python3 to install it with.', moto.help);
    return withInstallLock('moto', setUp, async () => {
      const here = await moto.find(setUp);
      if (here) return here;
      const folder = dirname(home(setUp));
      mkdirSync(folder, { recursive: true });
      const workshop = mkdtempSync(join(folder, '.moto-'));
      try {
        setUp.say(`moto: installing ${VERSION} from PyPI; this happens once and takes half a minute`);
        const pip = ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', '--target', workshop];
        const options = { env: setUp.environment, signal: setUp.signal, timeoutMs: 300_000 };
        const { code, tail } = await runTool(python, [...pip, ...REQUIREMENTS], options);
        if (code !== 0) throw missing('moto', `pip failed: ${tail.split('\n').at(-1)}`, moto.help);
        renameSync(workshop, home(setUp));
      } finally {
        rmSync(workshop, { recursive: true, force: true });
      }
      return found('package', home(setUp));
    });
  },
};

function home(setUp: SetUp): string {
  return join(dirname(cacheFolder(setUp.environment)), 'python', `moto-${VERSION}`);
}

function found(source: Found['source'], path: string): Found {
  return { name: 'moto', source, path, address: null, version: VERSION };
}
