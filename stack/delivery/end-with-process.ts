import type { RunningDelivery } from './delivery.ts';

/**
 * Ties a delivery to this process: SIGTERM and SIGINT end it cleanly, a failed start gives exit code 1.
 * @param options.withParent also end when standard input closes, that is, when whoever started this has died
 */
export function endWithProcess(
  start: () => Promise<RunningDelivery>,
  options: { log(line: string): void; withParent: boolean },
): void {
  const { log } = options;
  // `async`, so that a throw before the first await is a rejection too.
  const running = (async () => start())();
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    running
      .then((delivery) => delivery.close())
      .then(() => process.exit(0))
      .catch((error: Error) => {
        log(`The delivery did not end cleanly: ${error.message}`);
        process.exit(1);
      });
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (options.withParent) process.stdin.on('end', end).on('error', end).resume();

  running.then(
    ({ port, pagesPort }) => log(`The delivery listens on ${port}, its own pages on ${pagesPort}.`),
    (error: Error) => {
      if (ending) return;
      log(error.message);
      process.exit(1);
    },
  );
}
