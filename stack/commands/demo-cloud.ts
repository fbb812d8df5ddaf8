import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readCycles, runShow } from '../../demo/show/run-show.ts';
import { obtain } from '../components/component.ts';
import { moto } from '../components/moto.ts';
import { describeStateFolder } from '../state.ts';
import type { Command } from './command.ts';

/**
 * `npm run demo:cloud [-- --cycles N] [--strict]`: what `npm run demo` does, with the source on GitHub, cooldowns in
 * SSM and fixes by Claude. Each of the three is a stand-in on this machine that speaks the vendor's own protocol.
 */
export const runDemoCloud: Command = async (context) => {
  const { args, environment, root, say, signal } = context;
  const cycles = readCycles('demo:cloud', args);
  const folder = environment.STATE_DIR || join('.suture', 'demo-cloud');
  // The local delivery watches the very branch that GitHub's REST endpoints move.
  const { origin } = describeStateFolder(folder);
  const setUp = { environment, root, say, signal };
  // Before the import: a SutureError of another program is not an instance of ours, so its message would be lost.
  await obtain(moto, setUp);
  const { startCloud } = await loadStandIns(root);
  const cloud = await startCloud(setUp, origin);
  try {
    const led = { ...environment, ...cloud.settings };
    const stack = { ...context, environment: led, repository: cloud.repository };
    return await runShow(stack, cycles, folder, async (heals) => {
      for (const line of cloud.used()) say(line);
      return cloud.check(heals.map(({ incidentId }) => incidentId));
    });
  } finally {
    await cloud.stop();
  }
};

/** A program of its own: what the stand-ins are made of is there for development only, and heavy. */
async function loadStandIns(root: string): Promise<typeof import('../../fakes/cloud/main.ts')> {
  return import(pathToFileURL(join(root, 'dist/stand-ins.js')).href);
}
