import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestAws } from '../../fakes/aws/moto.ts';
import { describeStateFolder } from '../../stack/state.ts';
import { faults } from './heal.ts';
import { makeStateFolder, processesIn, removeStateFolder, runCommand, untilSaid } from './stack.ts';

/** Started and ended once, which installs it: without it the demo has no AWS to be shown with. */
const aws = await startTestAws(process.env);
await aws?.stop();

let folder: string;
beforeEach(() => {
  folder = makeStateFolder();
});
afterEach(() => {
  expect(processesIn(folder)).toEqual([]);
  removeStateFolder(folder);
});

test.skipIf(!aws)(
  'the demo holds with GitHub, SSM and Claude in place of what is on the machine',
  async () => {
    // What leads elsewhere must not lead there.
    const elsewhere = { AWS_PROFILE: 'nobody', FIX_PROVIDERS: 'repair' };
    const run = runCommand(['demo-cloud'], { STATE_DIR: folder, ...elsewhere });
    const code = await run.exited;
    const said = run.output();
    expect(code, said).toBe(0);
    expect(said).toContain('Everything held.');
    expect(said).toMatch(/^ {2}code host: github \S+\/\S+$/m);
    expect(said).toMatch(/^ {2}cooldowns: ssm$/m);
    expect(said).toMatch(/^ {2}fix providers: claude$/m);
    expect(said).toContain('3 incidents deleted, 3 cooldowns cleared, code pushed');
    expect(said).toMatch(/GitHub's REST API was asked \d{2,} times, the Claude API 7 times/);

    const rows = said.slice(said.indexOf('What took how long')).split('\n').slice(3);
    const healed = faults.map(({ fault }, index) => {
      const [faultCode, incidentId, , , , commit] = rows[index]?.trim().split(/ {2,}/) ?? [];
      expect(faultCode).toBe(fault.code);
      return `${commit}\t${incidentId}\tsuture-machine`;
    });
    const format = '--format=%h%x09%(trailers:key=Suture-Incident,valueonly,separator=%x2C)%x09%an';
    const { origin } = describeStateFolder(folder);
    const { stdout } = await execa('git', ['-C', origin, 'log', '--abbrev=10', '-4', format, 'main']);
    const [reset, ...fixes] = stdout.split('\n');
    expect(reset).toMatch(/^[0-9a-f]{10}\t\t/);
    expect(fixes.toReversed()).toEqual(healed);
  },
);

test.skipIf(!aws)('Ctrl-C ends it and its stand-ins', async () => {
  const run = runCommand(['demo-cloud'], { STATE_DIR: folder });
  await untilSaid(run, /Starting PostgreSQL/);
  expect(processesIn(folder).filter((line) => line.includes('moto-server.py'))).toHaveLength(1);
  run.child.kill('SIGINT');
  expect(await run.exited, run.output()).toBe(130);
});

test("without AWS's stand-in it says so in a sentence and starts nothing", async () => {
  // As on a machine without a way out.
  const bare = { XDG_CACHE_HOME: join(folder, 'cache'), PIP_NO_INDEX: '1' };
  const run = runCommand(['demo-cloud'], { STATE_DIR: folder, ...bare });
  expect(await run.exited).toBe(1);
  expect(run.output()).toMatch(/^moto is missing: .+ This helps: .+$/m);
  expect(run.output()).not.toContain('Starting PostgreSQL');
});
