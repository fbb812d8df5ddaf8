import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { isProgram, onPath } from '../../platform/find-program.ts';
import { findBubblewrap } from '../../proof/sandbox/bubblewrap.ts';
import { runTool } from '../process/run-tool.ts';
import { type Component, cacheFolder, type Found, missing, type SetUp, versionOf } from './component.ts';
import { withInstallLock } from './install-lock.ts';

/** The sandbox of the proof; Linux only. Unprivileged user namespaces must be allowed, so it is tried, not just found. */
export const bubblewrap: Component = {
  name: 'bubblewrap',
  help: 'install bubblewrap (Debian: `apt-get install bubblewrap`), and allow unprivileged user namespaces',

  async find(setUp) {
    if (platform() !== 'linux') return null;
    const program = onPath(['bwrap'], setUp.environment);
    if (program && works(program)) return found('PATH', program);
    const cached = join(cacheFolder(setUp.environment), 'bwrap');
    return isProgram(cached) && works(cached) ? found('cache', cached) : null;
  },

  async install(setUp) {
    const apt = onPath(['apt-get'], setUp.environment);
    if (platform() !== 'linux' || !apt) {
      throw missing('bubblewrap', 'there is no Debian package manager to fetch it with.', bubblewrap.help);
    }
    return withInstallLock('bubblewrap', setUp, async () => {
      const here = await bubblewrap.find(setUp);
      if (here) return here;
      const folder = cacheFolder(setUp.environment);
      mkdirSync(folder, { recursive: true });
      const workshop = mkdtempSync(join(folder, '.bubblewrap-'));
      try {
        await unpack(setUp, apt, workshop);
        const program = join(workshop, 'unpacked/usr/bin/bwrap');
        if (!existsSync(program) || !works(program)) {
          throw missing(
            'bubblewrap',
            'the package was fetched, but it cannot make namespaces here.',
            bubblewrap.help,
          );
        }
        copyFileSync(program, join(folder, '.bwrap.new'));
        chmodSync(join(folder, '.bwrap.new'), 0o755);
        renameSync(join(folder, '.bwrap.new'), join(folder, 'bwrap'));
        return found('package', join(folder, 'bwrap'));
      } finally {
        rmSync(workshop, { recursive: true, force: true });
      }
    });
  },
};

/** By the prover's own trial, so that what the stack says at its start is what proofs run in. */
const works = (program: string) => findBubblewrap({ bwrapPath: program }) !== null;

async function found(source: Found['source'], path: string): Promise<Found> {
  return { name: 'bubblewrap', source, path, address: null, version: await versionOf(path) };
}

/** Downloads the package and unpacks it, which needs no rights; fresh package lists do. */
async function unpack(setUp: SetUp, apt: string, workshop: string): Promise<void> {
  const options = { env: setUp.environment, signal: setUp.signal, cwd: workshop, timeoutMs: 120_000 };
  setUp.say('bubblewrap: fetching the Debian package');
  // As root, apt downloads as the user _apt, which may not write into a private folder; it then warns and continues.
  let fetched = await runTool(apt, ['download', '-qq', 'bubblewrap'], options);
  if (fetched.code !== 0 && process.getuid?.() === 0) {
    await runTool(apt, ['update', '-qq'], options);
    fetched = await runTool(apt, ['download', '-qq', 'bubblewrap'], options);
  }
  const file = readdirSync(workshop).find((name) => name.endsWith('.deb'));
  if (fetched.code !== 0 || !file) {
    throw missing('bubblewrap', `apt-get download failed: ${fetched.tail}`, bubblewrap.help);
  }
  const unpacked = await runTool('dpkg', ['-x', file, 'unpacked'], options);
  if (unpacked.code !== 0) throw missing('bubblewrap', `dpkg -x failed: ${unpacked.tail}`, bubblewrap.help);
}
