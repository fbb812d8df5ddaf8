import { setTimeout as sleep } from 'node:timers/promises';
import { readOptions } from './options.ts';
import { rollAnswer, seededRandom } from './roll.ts';
import { createMockApi } from './server.ts';

// A full disk or a closed terminal loses lines, and ends nothing.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  const options = readOptions(process.env);
  const random = options.seed === null ? Math.random : seededRandom(options.seed);
  const server = createMockApi({
    roll: () => rollAnswer(options.modes, random),
    wait: (ms, signal) => sleep(ms, undefined, { signal }),
    value: options.value,
  });
  server.once('error', (error) => {
    console.error(`The mock API cannot listen on ${options.host}:${options.port}: ${error.message}`);
    process.exit(1);
  });
  server.listen(options.port, options.host, () => {
    const modes = [...options.modes].join(',') || 'none';
    console.log(`mock API on http://${options.host}:${options.port}, faults: ${modes}`);
  });
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (process.env.EXIT_WITH_PARENT === '1') process.stdin.resume().once('close', stop).once('end', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
