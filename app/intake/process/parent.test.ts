import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** Opens the parent once it has gone, as on a busy machine where the app ends while this process still loads. */
const LATE = `
setTimeout(() => process.exit(1), 60_000);
if (process.connected) await new Promise((resolve) => process.once('disconnect', resolve));
const { openParent } = await import('./parent.mjs');
openParent({ orphaned: () => process.exit(7) });
`;

it('ends the process of an app that had ended before it was listened to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'suture-parent-'));
  try {
    await build({
      ...{
        entryPoints: [fileURLToPath(new URL('parent.ts', import.meta.url))],
        outfile: join(folder, 'parent.mjs'),
      },
      ...{ bundle: true, format: 'esm', platform: 'node' },
    });
    await writeFile(join(folder, 'late.mjs'), LATE);
    const child = fork(join(folder, 'late.mjs'), { execArgv: [] });
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([7, null]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
