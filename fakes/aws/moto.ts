import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath } from '../../platform/find-program.ts';
import { findParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { obtain, type SetUp } from '../../stack/components/component.ts';
import { moto } from '../../stack/components/moto.ts';
import { anyPort } from '../../stack/ports.ts';
import { openLog } from '../../stack/process/log-file.ts';
import { manage } from '../../stack/process/managed.ts';

export interface TestAws {
  endpoint: string;
  /** What an AWS client needs to talk to it. */
  client: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  stop(): Promise<void>;
}

/**
 * AWS for one test file: moto's server on a free loopback port, empty.
 * @returns null, after a line with the reason, if it can neither be found nor installed
 */
export async function startTestAws(environment: Record<string, string | undefined>): Promise<TestAws | null> {
  const say = (line: string) => console.error(line);
  const setUp: SetUp = { environment, root: process.cwd(), say, signal: new AbortController().signal };
  const skipped = await obtain(moto, setUp).then(
    () => null,
    (error: Error) => error.message,
  );
  if (skipped === null) return startAws(setUp);
  say(`Tests against AWS are skipped. ${skipped}`);
  return null;
}

/**
 * The same for a caller that needs it.
 * @throws SutureError `component_missing` where it can neither be found nor installed, `component_failed`, `interrupted`
 */
export async function startAws(setUp: SetUp): Promise<TestAws> {
  const { environment, root, say, signal } = setUp;
  const packages = await obtain(moto, setUp);
  const folder = mkdtempSync(join(tmpdir(), 'suture-aws-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const port = await anyPort();
  const server = await manage(
    {
      name: 'moto',
      command: [
        onPath(['python3'], environment) as string,
        // Without the machine's own packages, whose versions would get in the way.
        ...['-S', join(root, 'fakes/aws/moto-server.py'), packages.path as string, String(port)],
      ],
      cwd: folder,
      env: withoutAws(environment),
      ready: { line: /moto listens on/ },
    },
    {
      log: openLog(join(folder, 'moto.log')),
      say,
      signal,
      guard: findParentDeathGuard(environment),
      changed: () => {},
    },
  ).catch((error: unknown) => {
    remove();
    throw error;
  });
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    client: {
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    async stop() {
      await server.stop();
      remove();
    },
  };
}

/** A profile that is named for the real AWS is one that the stand-in would look for, and fail every call without. */
function withoutAws(environment: SetUp['environment']): SetUp['environment'] {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
}
