/** How soon we notice, in milliseconds. */
const LOOK_MS = 500;

/**
 * Ends this process, as SIGTERM would, once the npm that started it is gone: `npm` puts a shell between, and a signal
 * that ends npm or that shell does not reach us. Does nothing for a process that was started otherwise.
 * @param {Record<string, string | undefined>} environment
 */
export function endWithLauncher(environment) {
  if (!environment.npm_lifecycle_event) return;
  const launcher = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  look.unref();
}
