import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const program = `
  import { endWithLauncher } from './stack/bootstrap/end-with-launcher.mjs';
  endWithLauncher(process.env);
  process.on('SIGTERM', () => { console.log('asked to end'); process.exit(); });
  setInterval(() => {}, 1000);
  console.log('up');
`;

/** A shell that starts the program, as npm does, and is killed alone. */
async function start(environment: NodeJS.ProcessEnv) {
  const shell = spawn('sh', ['-c', `"${process.execPath}" --input-type=module -e "$PROGRAM"; exit 0`], {
    env: { ...process.env, PROGRAM: program, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(shell.stdout, 'data');
  shell.kill('SIGKILL');
  return shell.stdout;
}

test('a program that npm started ends when npm is gone', async () => {
  const output = await start({ npm_lifecycle_event: 'start' });
  const [said] = (await once(output, 'data')) as [Buffer];
  expect(String(said)).toBe('asked to end\n');
});
