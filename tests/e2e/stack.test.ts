import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seedDemonstration } from '../../demo/seed/seed-demonstration.ts';
import { isRunning } from '../../platform/process-identity.ts';
import { choosePort } from '../../stack/ports.ts';
import {
  makeStateFolder,
  type OwnStack,
  processesIn,
  removeStateFolder,
  runCommand,
  startTestStack,
  untilSaid,
} from './stack.ts';

let folder: string;
let stack: OwnStack | null = null;

/** Ends the stack, if any, and holds that nothing is left of it. */
async function endAll(): Promise<void> {
  await stack?.stop();
  stack = null;
  expect(processesIn(folder)).toEqual([]);
  removeStateFolder(folder);
}

describe('a stack in its folder, from its first start to its end', () => {
  beforeAll(() => {
    folder = makeStateFolder();
  });
  afterAll(endAll);

  test('takes another port in place of one that is taken, and reports it', async () => {
    // Below the ports that the kernel gives to connections: the next ones are for the stack.
    const { port } = await choosePort(18_000, '127.0.0.1', join(folder, 'ports'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      stack = await startTestStack(folder, { PORT: String(port) });
    } finally {
      server.close();
    }
    expect(stack.output()).toContain(`Port ${port} is taken; the app uses`);
    expect(stack.base).not.toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${stack.base}/up`)).status).toBe(200);
  });

  test('is reported by a second start, which leaves it running', async () => {
    const { base } = stack as OwnStack;
    const second = runCommand(['start'], { STATE_DIR: folder });
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(`already runs from ${folder}`);
    expect(second.output()).toContain(base);
    expect((await fetch(`${base}/up`)).status).toBe(200);
  });

  test('is what the doctor finds, with the memory of each of its programs', async () => {
    const doctor = runCommand(['doctor', '--json'], { STATE_DIR: folder });
    expect(await doctor.exited).toBe(0);
    const diagnosis = JSON.parse(doctor.output());
    expect(diagnosis).toMatchObject({
      healthy: true,
      node: { version: process.versions.node },
      running: { ready: true, addresses: { app: (stack as OwnStack).base } },
    });
    const names = diagnosis.running.memory.map((use: { name: string }) => use.name);
    expect(names).toEqual(
      expect.arrayContaining(['supervisor', 'postgres', 'redis', 'temporal', 'app', 'delivery', 'worker']),
    );
    expect(diagnosis.running.memoryTotal).toBeGreaterThan(0);
  });

  test('leaves nothing that the next start does not end, when its supervisor is killed', async () => {
    const killed = stack as OwnStack;
    const before = killed.record().processes;
    await killed.stop('SIGKILL');
    stack = await startTestStack(folder);
    expect(before.filter(isRunning)).toEqual([]);
  });

  test('ends with everything that belongs to it, and 130, by SIGINT', async () => {
    expect(await stack?.stop('SIGINT')).toBe(130);
    stack = null;
    expect(processesIn(folder)).toEqual([]);
  });
});

describe('a start', () => {
  beforeEach(() => {
    folder = makeStateFolder();
  });
  afterEach(endAll);

  test.each([/Starting PostgreSQL/, /Starting the app/])(
    'that is interrupted after "%s" ends everything with 130',
    async (moment) => {
      const run = runCommand(['start'], { STATE_DIR: folder });
      await untilSaid(run, moment);
      run.child.kill('SIGINT');
      expect(await run.exited).toBe(130);
    },
  );

  test('whose first release does not start ends with its output', async () => {
    const origin = join(folder, 'origin.git');
    await seedDemonstration({ root: process.cwd(), to: origin, environment: process.env });
    const clone = join(folder, 'clone');
    await execa('git', ['clone', '--quiet', origin, clone]);
    await writeFile(join(clone, 'src/broken.ts'), "export const port: number = 'eighty';\n");
    const git = (...args: string[]) =>
      execa('git', ['-C', clone, '-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', ...args]);
    await git('add', '--all');
    await git('commit', '--quiet', '-m', 'Break the type check');
    await git('push', '--quiet', 'origin', 'main');

    const run = runCommand(['start'], { STATE_DIR: folder });
    expect(await run.exited, run.output()).toBe(1);
    expect(run.output()).toContain('The first release of the demonstration failed.');
    expect(run.output()).toContain('check failed.');
    expect(run.output()).toContain('src/broken.ts');
  });

  test.each([
    { wrong: { PORT: 'eighty' } as Record<string, string>, says: 'PORT' },
    { wrong: { ADMIN_TOKEN: 'short' }, says: 'ADMIN_TOKEN' },
    { wrong: { SANDBOX: 'none' }, says: 'SANDBOX' },
  ])('with a wrong setting ends with a sentence about $says', async ({ wrong, says }) => {
    const run = runCommand(['start'], { STATE_DIR: folder, ...wrong });
    expect(await run.exited).toBe(1);
    expect(run.output()).toContain(`${says}:`);
  });
});
